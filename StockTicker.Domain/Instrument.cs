namespace StockTicker.Domain;

/// <summary>A listed share: what does not change during a run.</summary>
public sealed record Instrument
{
    /// <summary>Position in the catalog, from 0; every per-instrument array is indexed by it.</summary>
    public required int Index { get; init; }

    /// <summary>Ticker symbol, unique in the catalog.</summary>
    public required Symbol Symbol { get; init; }

    /// <summary>Company name.</summary>
    public required string Name { get; init; }

    /// <summary>Sector, in the words of the Global Industry Classification Standard.</summary>
    public required string Sector { get; init; }

    /// <summary>Shares outstanding.</summary>
    public required long SharesOutstanding { get; init; }

    /// <summary>Closing price of the session before, in dollars, on the tick size: what a change is measured against.</summary>
    public required decimal PreviousClose { get; init; }

    /// <summary>The smallest step of a price: see <see cref="Domain.TickSize"/>.</summary>
    public decimal TickSize => Domain.TickSize.For(PreviousClose);

    /// <inheritdoc/>
    public override string ToString() => Symbol.Value;
}
