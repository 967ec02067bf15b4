namespace StockTicker.Domain;

/// <summary>
/// What is known of an instrument at one moment. Prices are in dollars on the instrument's tick size,
/// and their <see cref="decimal.Scale"/> is that of the tick size, so that they print as 150.20 and not 150.2.
/// </summary>
public sealed record Quote
{
    /// <summary>Whose quote it is.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>Last: the price of the newest trade.</summary>
    public required decimal Price { get; init; }

    /// <summary>Best bid, below <see cref="Ask"/>.</summary>
    public required decimal Bid { get; init; }

    /// <summary>Best ask.</summary>
    public required decimal Ask { get; init; }

    /// <summary>Shares wanted at the bid.</summary>
    public required int BidSize { get; init; }

    /// <summary>Shares offered at the ask.</summary>
    public required int AskSize { get; init; }

    /// <summary>Price of the session's first trade.</summary>
    public required decimal Open { get; init; }

    /// <summary>Highest price of the session.</summary>
    public required decimal High { get; init; }

    /// <summary>Lowest price of the session.</summary>
    public required decimal Low { get; init; }

    /// <summary>Shares traded in the session.</summary>
    public required long Volume { get; init; }

    /// <summary>Volume-weighted average price of the session, rounded to the tick size.</summary>
    public required decimal Vwap { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Last less previous close, signed.</summary>
    public decimal Change => Price - Instrument.PreviousClose;

    /// <summary><see cref="Change"/> in per cent of the previous close, signed, rounded to two decimals.</summary>
    public decimal ChangePercent =>
        Math.Round(100.00m * Change / Instrument.PreviousClose, 2, MidpointRounding.AwayFromZero);
}
