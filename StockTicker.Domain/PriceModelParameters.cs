namespace StockTicker.Domain;

/// <summary>What a <see cref="PriceModel"/> is like. To be filled in by the price model's author.</summary>
public sealed record PriceModelParameters;
