using StockTicker.Domain;

namespace StockTicker.Web.Market.Sources;

/// <summary>The market at the start of the application: after the opening and whatever its source says has happened since.</summary>
internal sealed class MarketOpening
{
    /// <summary>Opens a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="time">The current time.</param>
    /// <param name="hasPast">Whether anything has happened since. If not, the state of another process replaces this one.</param>
    public MarketOpening(IMarketSource source, DateTimeOffset time, bool hasPast = true)
    {
        using var moves = source.Open(time).GetEnumerator();
        if (!moves.MoveNext())
            throw new ArgumentException("The source has no opening.", nameof(source));
        Book = new StockBook(source.Instruments, moves.Current);
        History = new MarketHistory(source.Instruments, moves.Current);
        while (hasPast && moves.MoveNext())
            History.OnNext(Book.Apply(moves.Current));
    }

    /// <summary>The book.</summary>
    public StockBook Book { get; }

    /// <summary>The trades and candles since the opening.</summary>
    public MarketHistory History { get; }
}
