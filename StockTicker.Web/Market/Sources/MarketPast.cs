namespace StockTicker.Web.Market.Sources;

/// <summary>Whether to open the market with what has happened since its opening, because no other process has its state.</summary>
/// <param name="IsNeeded">Whether it is needed.</param>
internal sealed record MarketPast(bool IsNeeded);
