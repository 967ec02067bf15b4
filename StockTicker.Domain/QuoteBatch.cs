using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>A move that has been applied to the book, as published by the hub.</summary>
/// <param name="Move">The move.</param>
/// <param name="Book">The book after the move.</param>
public sealed record QuoteBatch(MarketMove Move, BookSnapshot Book)
{
    /// <summary>The time of the move.</summary>
    public DateTimeOffset Time => Move.Time;

    /// <summary>The quotes that changed, one per instrument.</summary>
    public ImmutableArray<Quote> Quotes => Move.Quotes;

    /// <summary>The trades that led to the quotes, oldest first.</summary>
    public ImmutableArray<Trade> Trades => Move.Trades;
}
