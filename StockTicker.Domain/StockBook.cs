using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>
/// A last-value cache of quotes, without market depth. Safe for one writer and any number of readers, which read the immutable
/// <see cref="Snapshot"/> without locks.
/// </summary>
public sealed class StockBook
{
    private volatile BookSnapshot _snapshot;

    /// <summary>Initializes a book with the opening quotes of all instruments.</summary>
    /// <exception cref="ArgumentException">A quote is missing or is not at the index of its instrument.</exception>
    public StockBook(InstrumentCatalog instruments, MarketMove opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        if (!opening.Quotes.Select(q => q.Instrument).SequenceEqual(instruments))
            throw new ArgumentException("The opening needs one quote of every instrument, in catalog order.", nameof(opening));
        _snapshot = new BookSnapshot(0, opening.Time, opening.Quotes) { Instruments = instruments };
    }

    /// <summary>The instruments in the book.</summary>
    public InstrumentCatalog Instruments => _snapshot.Instruments;

    /// <summary>The quotes of all instruments as of the newest move.</summary>
    public BookSnapshot Snapshot => _snapshot;

    /// <summary>Replaces the whole book by that of another process. Not to be called concurrently with <see cref="Apply"/>.</summary>
    /// <param name="time">The time of the newest quote.</param>
    /// <param name="quotes">One quote of every instrument, in catalog order.</param>
    public BookSnapshot Restore(DateTimeOffset time, ImmutableArray<Quote> quotes)
    {
        if (!quotes.Select(q => q.Instrument).SequenceEqual(Instruments))
            throw new ArgumentException("The book needs one quote of every instrument, in catalog order.", nameof(quotes));
        return _snapshot = _snapshot with { Version = _snapshot.Version + 1, Time = time, Quotes = quotes };
    }

    /// <summary>
    /// Applies a move to the book. Instruments whose indexes follow those of the known ones are listed, and changed ones replaced. Only the
    /// writer may call it.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The move is older than the book or contains an instrument that is neither known nor next in order. The book is unchanged.
    /// </exception>
    public QuoteBatch Apply(MarketMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        var before = _snapshot;
        if (move.Time < before.Time)
            throw new ArgumentException($"A move of {move.Time:O} comes after one of {before.Time:O}.", nameof(move));
        var quotes = before.Quotes.ToBuilder();
        List<Instrument>? changed = null;
        foreach (var quote in move.Quotes)
        {
            var index = quote.Instrument.Index;
            if ((uint)index > (uint)quotes.Count || (index < quotes.Count && quotes[index].Instrument.Symbol != quote.Instrument.Symbol))
                throw new ArgumentException($"{quote.Instrument} is not in the book.", nameof(move));
            if (index == quotes.Count || !ReferenceEquals(quotes[index].Instrument, quote.Instrument))
                (changed ??= []).Add(quote.Instrument);
            if (index == quotes.Count)
                quotes.Add(quote);
            else
                quotes[index] = quote;
        }
        var after = before with
        {
            Version = before.Version + 1,
            Time = move.Time,
            Quotes = quotes.DrainToImmutable(),
            Instruments = changed is null ? before.Instruments : before.Instruments.With(changed),
        };
        _snapshot = after;
        return new QuoteBatch(move, after);
    }
}
