using StockTicker.Domain;

namespace StockTicker.Web.Market.Replay;

/// <summary>What a line of a file says of an instrument: a trade, a quote, both, or a bar. What it does not say is null.</summary>
internal struct ReplayEntry
{
    /// <summary>The time.</summary>
    public DateTimeOffset Time;

    /// <summary>The session of the instrument.</summary>
    public InstrumentSession Session;

    /// <summary>The price of a trade, or the last price of a bar.</summary>
    public decimal? Price;

    /// <summary>The size of a trade, or the volume of a bar.</summary>
    public decimal? Size;

    /// <summary>Whether bid and ask are set.</summary>
    public bool IsQuote;

    /// <summary>The best bid.</summary>
    public decimal? Bid;

    /// <summary>The size at the best bid.</summary>
    public decimal? BidSize;

    /// <summary>The best ask.</summary>
    public decimal? Ask;

    /// <summary>The size at the best ask.</summary>
    public decimal? AskSize;

    /// <summary>Whether it is a bar.</summary>
    public bool IsBar;

    /// <summary>The first price of a bar.</summary>
    public decimal Open;

    /// <summary>The highest price of a bar.</summary>
    public decimal High;

    /// <summary>The lowest price of a bar.</summary>
    public decimal Low;
}
