using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Pages;

/// <summary>
/// Data that the layout needs on live pages: the event its prices are current as of, and the market state.
/// </summary>
public sealed record LivePage(LogHead Head)
{
    /// <summary>Key in the view data.</summary>
    public const string Key = "Live";

    /// <summary>
    /// The version of the messages between tabs and their shared worker, to increment with every change of their format: tabs must not talk
    /// to a worker of an older version.
    /// </summary>
    public const int StreamVersion = 3;

    /// <summary>The market state in words.</summary>
    public string MarketWords => "Market " + MarketState;

    /// <summary>The market state as on the wire.</summary>
    public string MarketState => Head.Book.Market.State switch
    {
        Domain.MarketState.Open => "open",
        Domain.MarketState.Closed => "closed",
        _ => "halted",
    };
}
