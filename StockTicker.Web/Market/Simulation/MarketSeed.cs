namespace StockTicker.Web.Market.Simulation;

/// <summary>The seed of the market: the configured one or, by default, one drawn at startup.</summary>
internal sealed record MarketSeed(int Value);
