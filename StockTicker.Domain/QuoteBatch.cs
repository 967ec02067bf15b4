using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>A move of the market after it has been written into the book: what the hub tells its observers.</summary>
/// <param name="Move">What happened.</param>
/// <param name="Book">The book with it.</param>
public sealed record QuoteBatch(MarketMove Move, BookSnapshot Book)
{
    /// <summary>When it happened.</summary>
    public DateTimeOffset Time => Move.Time;

    /// <summary>The quotes that changed, one per instrument.</summary>
    public ImmutableArray<Quote> Quotes => Move.Quotes;

    /// <summary>The trades that changed them, oldest first.</summary>
    public ImmutableArray<Trade> Trades => Move.Trades;
}
