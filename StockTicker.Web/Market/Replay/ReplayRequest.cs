namespace StockTicker.Web.Market.Replay;

/// <summary>A change of a replay. What is null stays as it is.</summary>
/// <param name="Pause">Whether to pause.</param>
/// <param name="Speed">The new speed; infinity for as fast as possible.</param>
/// <param name="Position">The time in the files from which to go on.</param>
internal sealed record ReplayRequest(bool? Pause, double? Speed, DateTimeOffset? Position)
{
    /// <summary>Combines it with an earlier request that has not taken effect yet.</summary>
    public ReplayRequest After(ReplayRequest? earlier) =>
        new(Pause ?? earlier?.Pause, Speed ?? earlier?.Speed, Position ?? earlier?.Position);
}
