namespace StockTicker.Domain;

/// <summary>The static data of a listed share. It does not change while the application runs.</summary>
public sealed record Instrument
{
    /// <summary>The zero-based position in the catalog, which also indexes every per-instrument array.</summary>
    public required int Index { get; init; }

    /// <summary>The ticker symbol, unique in the catalog.</summary>
    public required Symbol Symbol { get; init; }

    /// <summary>The company name.</summary>
    public required string Name { get; init; }

    /// <summary>The sector, as named by the Global Industry Classification Standard (GICS).</summary>
    public required string Sector { get; init; }

    /// <summary>The number of shares outstanding.</summary>
    public required long SharesOutstanding { get; init; }

    /// <summary>
    /// The closing price of the previous session, in dollars and a multiple of the tick size. Changes are relative to it.
    /// </summary>
    public required decimal PreviousClose { get; init; }

    /// <summary>The smallest price increment, in dollars. See <see cref="Domain.TickSize"/>.</summary>
    public decimal TickSize => Domain.TickSize.For(PreviousClose);

    /// <inheritdoc/>
    public override string ToString() => Symbol.Value;
}
