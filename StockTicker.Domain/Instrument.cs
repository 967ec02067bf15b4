namespace StockTicker.Domain;

/// <summary>
/// The description of an instrument, which seldom changes: when it is listed, when a session begins, or when prices need more decimals.
/// What is not known is null.
/// </summary>
public sealed record Instrument
{
    /// <summary>The zero-based position in the catalog, which also indexes every per-instrument array.</summary>
    public required int Index { get; init; }

    /// <summary>The ticker symbol, unique in the catalog.</summary>
    public required Symbol Symbol { get; init; }

    /// <summary>The name, for example of the company.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The sector, for example as named by the Global Industry Classification Standard (GICS), or null if it is not known.
    /// </summary>
    public string? Sector { get; init; }

    /// <summary>The number of shares outstanding, or null if it is not known.</summary>
    public long? SharesOutstanding { get; init; }

    /// <summary>
    /// The closing price of the previous session, with the decimals of the tick size, or null if it is not known. Changes are relative
    /// to it. It can be zero or negative.
    /// </summary>
    public decimal? PreviousClose { get; init; }

    /// <summary>
    /// The smallest price increment, without trailing zeros. Prices have its number of decimals. See <see cref="Domain.TickSize"/>.
    /// </summary>
    // Division by a 1 of full scale removes trailing zeros.
    public required decimal TickSize { get; init => field = value / 1.0000000000000000000000000000m; }

    /// <summary>The currency of all prices. See <see cref="Domain.Currency"/>. The default is US dollars.</summary>
    public string Currency { get; init; } = Domain.Currency.Dollar;

    /// <inheritdoc/>
    public override string ToString() => Symbol.Value;
}
