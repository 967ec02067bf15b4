using StockTicker.Domain;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Pages;

/// <summary>
/// Data that the layout needs on live pages.
/// </summary>
/// <param name="Head">The event that its prices are current as of, and the market state.</param>
/// <param name="Symbol">The only instrument of the page's stream; <see langword="null"/> for all.</param>
public sealed record LivePage(LogHead Head, Symbol? Symbol = null)
{
    /// <summary>Key in the view data.</summary>
    public const string Key = "Live";

    /// <summary>
    /// The version of the messages between tabs and their shared worker, to increment with every change of their format: tabs must not talk
    /// to a worker of an older version.
    /// </summary>
    public const int StreamVersion = 4;

    /// <summary>The channels of the page's stream: a signed-in user's, too.</summary>
    internal static string ChannelsFor(SignedInUser? user) => user is null ? "quotes,notices" : "quotes,notices,me";

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
