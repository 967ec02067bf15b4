using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>Every instrument's quote as of one moment. It never changes, so it can be read from any thread.</summary>
/// <param name="Version">How many moves it contains; 0 for the opening.</param>
/// <param name="Time">When the newest of them happened.</param>
/// <param name="Quotes">The quotes, indexed by <see cref="Instrument.Index"/>.</param>
public sealed record BookSnapshot(long Version, DateTimeOffset Time, ImmutableArray<Quote> Quotes)
{
    /// <summary>Whether the market trades.</summary>
    public MarketStatus Market { get; init; } = MarketStatus.Open;

    /// <summary>The quote of <paramref name="instrument"/>.</summary>
    public Quote this[Instrument instrument] => Quotes[instrument.Index];
}
