namespace StockTicker.Web.Market.Feed;

/// <summary>What a line of a feed says: a trade, if it has a price, or a quote.</summary>
internal ref struct FeedLine
{
    /// <summary>The symbol.</summary>
    public ReadOnlySpan<char> Symbol;

    /// <summary>The time; null for now.</summary>
    public DateTimeOffset? Time;

    /// <summary>The price of a trade.</summary>
    public decimal? Price;

    /// <summary>The size of a trade.</summary>
    public decimal? Size;

    /// <summary>The best bid.</summary>
    public decimal? Bid;

    /// <summary>The size at the best bid.</summary>
    public decimal? BidSize;

    /// <summary>The best ask.</summary>
    public decimal? Ask;

    /// <summary>The size at the best ask.</summary>
    public decimal? AskSize;
}
