namespace StockTicker.Web.Market;

/// <summary>The seed of this run's market: the configured one, or one drawn at start.</summary>
internal sealed record MarketSeed(int Value);
