using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>The quotes of all instruments at one point in time. Immutable, so it can be read from any thread.</summary>
/// <param name="Version">The number of moves applied since the opening, which is version 0.</param>
/// <param name="Time">The time of the newest move.</param>
/// <param name="Quotes">The quotes, indexed by <see cref="Instrument.Index"/>.</param>
public sealed record BookSnapshot(long Version, DateTimeOffset Time, ImmutableArray<Quote> Quotes)
{
    /// <summary>The instruments that are listed at this time, in the order of the quotes.</summary>
    public InstrumentCatalog Instruments { get; init; } = InstrumentCatalog.Empty;

    /// <summary>The state of the market. The default is open with no halts.</summary>
    public MarketStatus Market { get; init; } = MarketStatus.Open;

    /// <summary>Gets the quote of <paramref name="instrument"/>.</summary>
    public Quote this[Instrument instrument] => Quotes[instrument.Index];
}
