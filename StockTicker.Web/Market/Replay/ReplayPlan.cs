namespace StockTicker.Web.Market.Replay;

/// <summary>How files are replayed.</summary>
/// <param name="Speed">How many times faster than it happened; infinity for as fast as possible.</param>
/// <param name="From">The time at which to begin; null for that of the first entry.</param>
/// <param name="To">The time at which to end; null for that of the last entry.</param>
/// <param name="Loop">Whether to begin again at the end.</param>
internal sealed record ReplayPlan(double Speed, DateTimeOffset? From, DateTimeOffset? To, bool Loop);
