namespace StockTicker.Web.Market.Replay;

/// <summary>Where a replay is.</summary>
/// <param name="Position">The time in the files.</param>
/// <param name="From">The time at which it begins.</param>
/// <param name="Speed">How many times faster than it happened; infinity for as fast as possible.</param>
/// <param name="IsPaused">Whether it is paused.</param>
/// <param name="HasEnded">Whether the end has been reached.</param>
/// <param name="Entries">The number of entries read since the beginning.</param>
internal sealed record ReplayState(DateTimeOffset Position, DateTimeOffset From, double Speed, bool IsPaused, bool HasEnded, long Entries);
