namespace StockTicker.Domain;

/// <summary>A trade in one instrument.</summary>
/// <param name="Instrument">The traded instrument.</param>
/// <param name="Time">The time of the trade.</param>
/// <param name="Price">The price per share or unit, with the decimals of the instrument's tick size.</param>
/// <param name="Size">The number of shares or units, which can be fractional; 0 if it is not known.</param>
public readonly record struct Trade(Instrument Instrument, DateTimeOffset Time, decimal Price, decimal Size);
