using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Pages;

/// <summary>
/// What the layout says on a page that goes on live: as of which event its prices are, and whether the market trades.
/// </summary>
public sealed record LivePage(LogHead Head)
{
    /// <summary>Where the layout finds it in the view data.</summary>
    public const string Key = "Live";

    /// <summary>The market's state in words.</summary>
    public string MarketWords => "Market " + MarketState;

    /// <summary>The market's state as on the wire.</summary>
    public string MarketState => Head.Book.Market.State switch
    {
        Domain.MarketState.Open => "open",
        Domain.MarketState.Closed => "closed",
        _ => "halted",
    };
}
