namespace StockTicker.Domain;

/// <summary>
/// A last-value cache of quotes, without depth. One writer, any number of readers: a reader takes <see cref="Snapshot"/>,
/// an immutable whole, and never waits.
/// </summary>
public sealed class StockBook
{
    private volatile BookSnapshot _snapshot;

    /// <summary>A book that opens with a quote of every instrument.</summary>
    /// <exception cref="ArgumentException">A quote is missing, or does not stand at its instrument's index.</exception>
    public StockBook(InstrumentCatalog instruments, MarketMove opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        Instruments = instruments;
        if (!opening.Quotes.Select(q => q.Instrument).SequenceEqual(instruments))
            throw new ArgumentException("The opening needs one quote of every instrument, in catalog order.", nameof(opening));
        _snapshot = new BookSnapshot(0, opening.Time, opening.Quotes);
    }

    /// <summary>The instruments it has quotes of.</summary>
    public InstrumentCatalog Instruments { get; }

    /// <summary>All quotes as of the newest move.</summary>
    public BookSnapshot Snapshot => _snapshot;

    /// <summary>Writes a move into the book. For the one writer alone.</summary>
    /// <exception cref="ArgumentException">
    /// The move is older than the book, or has a quote of an instrument that is not in it; the book is as before.
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
