using System.Collections.Immutable;
using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

/// <summary>Small markets for tests.</summary>
internal static class Catalogs
{
    public static readonly DateTimeOffset Start = new(2025, 6, 2, 13, 30, 0, TimeSpan.Zero);

    /// <summary>Instruments named S0, S1, ..., distributed over the sectors in turn.</summary>
    public static InstrumentCatalog Make(
        int count, int sectors = 1, decimal previousClose = 150.20m, long sharesOutstanding = 1_000_000_000) =>
        new(Enumerable.Range(0, count).Select(i => Instrument(i, previousClose, $"Sector {i % sectors}", sharesOutstanding)));

    public static Instrument Instrument(
        int index, decimal previousClose, string sector = "Energy", long sharesOutstanding = 1_000_000_000) => new()
        {
            Index = index,
            Symbol = Symbol.Parse($"S{index}"),
            Name = $"Company {index}",
            Sector = sector,
            SharesOutstanding = sharesOutstanding,
            PreviousClose = previousClose,
            TickSize = TickSize.For(previousClose),
        };

    /// <summary>A quote whose numbers all derive from one version, so that torn reads are detected.</summary>
    public static Quote Quote(Instrument instrument, long version, DateTimeOffset time) => new()
    {
        Instrument = instrument,
        Price = TickSize.ToPrice(version + 1, instrument.TickSize),
        Bid = TickSize.ToPrice(version + 1, instrument.TickSize),
        Ask = TickSize.ToPrice(version + 2, instrument.TickSize),
        BidSize = 100,
        AskSize = 100,
        Open = 1,
        High = 1,
        Low = 1,
        Volume = version,
        Vwap = 1,
        Time = time,
    };

    /// <summary>A move in which every instrument gets the quote of this version.</summary>
    public static MarketMove Move(InstrumentCatalog instruments, long version) =>
        Move(Start.AddMilliseconds(version), [.. instruments.Select(i => Quote(i, version, Start.AddMilliseconds(version)))]);

    public static MarketMove Move(DateTimeOffset time, params ImmutableArray<Quote> quotes) => new(time, quotes, []);

    public static MarketMove Trades(params ImmutableArray<Trade> trades) =>
        new(trades.IsEmpty ? Start : trades[^1].Time, [], trades);

    public static QuoteBatch Batch(params ImmutableArray<Trade> trades) =>
        new(Trades(trades), new BookSnapshot(0, Start, []));
}
