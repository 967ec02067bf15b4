namespace StockTicker.Domain;

/// <summary>
/// The quote of an instrument at one point in time. Prices are in dollars and multiples of the instrument's tick size,
/// with the <see cref="decimal.Scale"/> of the tick size, so that they print as 150.20 rather than 150.2.
/// </summary>
public sealed record Quote
{
    /// <summary>The quoted instrument.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>The last price: the price of the newest trade.</summary>
    public required decimal Price { get; init; }

    /// <summary>The best bid, lower than <see cref="Ask"/>.</summary>
    public required decimal Bid { get; init; }

    /// <summary>The best ask.</summary>
    public required decimal Ask { get; init; }

    /// <summary>The number of shares at the bid.</summary>
    public required int BidSize { get; init; }

    /// <summary>The number of shares at the ask.</summary>
    public required int AskSize { get; init; }

    /// <summary>The price of the first trade of the session.</summary>
    public required decimal Open { get; init; }

    /// <summary>The highest price of the session.</summary>
    public required decimal High { get; init; }

    /// <summary>The lowest price of the session.</summary>
    public required decimal Low { get; init; }

    /// <summary>The number of shares traded in the session.</summary>
    public required long Volume { get; init; }

    /// <summary>The volume-weighted average price (VWAP) of the session, rounded to the tick size.</summary>
    public required decimal Vwap { get; init; }

    /// <summary>The time of the quote.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The difference between the last price and the previous close, signed.</summary>
    public decimal Change => Price - Instrument.PreviousClose;

    /// <summary><see cref="Change"/> as a percentage of the previous close, signed, rounded to two decimals.</summary>
    public decimal ChangePercent =>
        Math.Round(100.00m * Change / Instrument.PreviousClose, 2, MidpointRounding.AwayFromZero);
}
