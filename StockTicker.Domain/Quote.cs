namespace StockTicker.Domain;

/// <summary>
/// The quote of an instrument at one point in time. Prices are in the instrument's currency, can be zero or negative, and have the
/// <see cref="decimal.Scale"/> of the tick size, so that they print as 150.20 rather than 150.2. What is not known is null: an instrument
/// that has not traded in the session has no price, and not every market source knows bid and ask.
/// </summary>
public sealed record Quote
{
    /// <summary>The quoted instrument.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>The last price: the price of the newest trade.</summary>
    public decimal? Price { get; init; }

    /// <summary>The best bid. It is lower than <see cref="Ask"/> in a market that is neither locked nor crossed.</summary>
    public decimal? Bid { get; init; }

    /// <summary>The best ask.</summary>
    public decimal? Ask { get; init; }

    /// <summary>The number of shares or units at the bid.</summary>
    public decimal? BidSize { get; init; }

    /// <summary>The number of shares or units at the ask.</summary>
    public decimal? AskSize { get; init; }

    /// <summary>The price of the first trade of the session.</summary>
    public decimal? Open { get; init; }

    /// <summary>The highest price of the session.</summary>
    public decimal? High { get; init; }

    /// <summary>The lowest price of the session.</summary>
    public decimal? Low { get; init; }

    /// <summary>The number of shares or units traded in the session, which can be fractional: the sum of the known sizes.</summary>
    public decimal Volume { get; init; }

    /// <summary>The volume-weighted average price (VWAP) of the session, rounded to the decimals of the tick size.</summary>
    public decimal? Vwap { get; init; }

    /// <summary>The time of the quote.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The difference between the last price and the previous close, signed; null if one of them is not known.</summary>
    public decimal? Change => Price - Instrument.PreviousClose;

    /// <summary>
    /// <see cref="Change"/> as a percentage of the previous close, signed, rounded to two decimals; null if the previous close is 0 or
    /// one of the prices is not known.
    /// </summary>
    /// <remarks>
    /// It is relative to the absolute value of a negative previous close, so that its sign is that of the change. News reported the move
    /// of oil from −37.63 to 10.01 dollars on 21 April 2020 in this way, as a rise; it is 126.60 %.
    /// </remarks>
    public decimal? ChangePercent => Change is { } change && Instrument.PreviousClose is { } previousClose && previousClose != 0
        ? Math.Round(100.00m * change / Math.Abs(previousClose), 2, MidpointRounding.AwayFromZero)
        : null;

    /// <summary>Volume times VWAP in the instrument's currency; null if nothing has traded.</summary>
    public decimal? Turnover => Volume * Vwap;

    /// <summary>The quote of an instrument of which nothing is known yet.</summary>
    /// <param name="time">The time at which it was listed.</param>
    public static Quote Unquoted(Instrument instrument, DateTimeOffset time) => new() { Instrument = instrument, Time = time };
}
