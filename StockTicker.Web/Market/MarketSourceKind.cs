namespace StockTicker.Web.Market;

/// <summary>Where the market comes from.</summary>
public enum MarketSourceKind
{
    /// <summary>The simulation.</summary>
    Simulated,

    /// <summary>Files: a recording, or what others have recorded.</summary>
    Replay,

    /// <summary>Requests to <c>POST /market/trades</c> and <c>POST /market/quotes</c>.</summary>
    Feed,
}
