namespace StockTicker.Domain;

/// <summary>Open, high, low and close prices and the volume of one interval. Prices are in the instrument's currency.</summary>
/// <param name="Time">The start of the interval.</param>
/// <param name="Open">The price of the first trade.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Close">The price of the last trade.</param>
/// <param name="Volume">The number of shares or units traded, which can be fractional.</param>
public readonly record struct Candle(DateTimeOffset Time, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume);
