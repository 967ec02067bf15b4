namespace StockTicker.Domain;

/// <summary>What a source says about where its prices come from, for those who see them.</summary>
/// <param name="Note">One or two sentences.</param>
/// <param name="ReplayedTime">The time at which the prices were made, if that is not now; otherwise null.</param>
public sealed record MarketOrigin(string Note, DateTimeOffset? ReplayedTime = null);
