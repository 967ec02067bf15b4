namespace StockTicker.Domain;

/// <summary>The trades of one interval.</summary>
/// <param name="Time">When the interval begins.</param>
/// <param name="Open">Price of its first trade.</param>
/// <param name="High">Its highest price.</param>
/// <param name="Low">Its lowest price.</param>
/// <param name="Close">Price of its last trade.</param>
/// <param name="Volume">Shares traded in it.</param>
public readonly record struct Candle(DateTimeOffset Time, decimal Open, decimal High, decimal Low, decimal Close, long Volume);
