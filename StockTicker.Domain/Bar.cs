namespace StockTicker.Domain;

/// <summary>What is known of the trades in one instrument and one interval if the trades themselves are not known.</summary>
/// <param name="Instrument">The traded instrument.</param>
/// <param name="Prices">The prices and the volume.</param>
public readonly record struct Bar(Instrument Instrument, Candle Prices);
