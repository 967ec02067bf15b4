namespace StockTicker.Domain;

/// <summary>A trade in one instrument.</summary>
/// <param name="Instrument">The traded instrument.</param>
/// <param name="Time">The time of the trade.</param>
/// <param name="Price">The price per share, in dollars and a multiple of the instrument's tick size.</param>
/// <param name="Size">The number of shares, at least 1.</param>
public readonly record struct Trade(Instrument Instrument, DateTimeOffset Time, decimal Price, int Size);
