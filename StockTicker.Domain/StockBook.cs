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
        Instruments = instruments;
        if (!opening.Quotes.Select(q => q.Instrument).SequenceEqual(instruments))
            throw new ArgumentException("The opening needs one quote of every instrument, in catalog order.", nameof(opening));
        _snapshot = new BookSnapshot(0, opening.Time, opening.Quotes);
    }

    /// <summary>The instruments in the book.</summary>
    public InstrumentCatalog Instruments { get; }

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

    /// <summary>Applies a move to the book. Only the writer may call it.</summary>
    /// <exception cref="ArgumentException">
    /// The move is older than the book or contains an unknown instrument. The book is unchanged.
    /// </exception>
    public QuoteBatch Apply(MarketMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        var before = _snapshot;
        if (move.Time < before.Time)
            throw new ArgumentException($"A move of {move.Time:O} comes after one of {before.Time:O}.", nameof(move));
        var quotes = before.Quotes.ToBuilder();
        foreach (var quote in move.Quotes)
        {
            var index = quote.Instrument.Index;
            if ((uint)index >= (uint)quotes.Count || quotes[index].Instrument != quote.Instrument)
                throw new ArgumentException($"{quote.Instrument} is not in the book.", nameof(move));
            quotes[index] = quote;
        }
        var after = before with { Version = before.Version + 1, Time = move.Time, Quotes = quotes.MoveToImmutable() };
        _snapshot = after;
        return new QuoteBatch(move, after);
    }
}
