namespace StockTicker.Domain;

/// <summary>Shares that changed hands.</summary>
/// <param name="Instrument">What was traded.</param>
/// <param name="Time">When.</param>
/// <param name="Price">Price of a share, on the instrument's tick size.</param>
/// <param name="Size">Number of shares, at least 1.</param>
public readonly record struct Trade(Instrument Instrument, DateTimeOffset Time, decimal Price, int Size);
