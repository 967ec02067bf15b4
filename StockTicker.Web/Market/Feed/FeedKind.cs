namespace StockTicker.Web.Market.Feed;

/// <summary>What the lines of a feed are.</summary>
internal enum FeedKind
{
    /// <summary>Trades.</summary>
    Trades,

    /// <summary>Quotes: the best bid and ask.</summary>
    Quotes,
}
