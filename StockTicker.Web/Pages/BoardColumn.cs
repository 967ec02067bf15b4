using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>A column of the board.</summary>
/// <param name="Field">Name of the quote's field on the wire, also the sort key.</param>
/// <param name="Name">The header's text.</param>
/// <param name="Value">The value to sort by.</param>
public sealed record BoardColumn(string Field, string Name, Func<Quote, MarketHistory, IComparable> Value)
{
    /// <summary>All columns from left to right, after the star column.</summary>
    public static readonly IReadOnlyList<BoardColumn> All =
    [
        new("symbol", "Symbol", (q, _) => q.Instrument.Symbol.Value),
        new("trend", "Trend", (q, history) => Sparkline.MoveOf(q.Instrument, history)),
        new("price", "Price", (q, _) => q.Price),
        new("change", "Change", (q, _) => q.Change),
        new("changePercent", "Change %", (q, _) => q.ChangePercent),
        new("bidSize", "Bid size", (q, _) => q.BidSize),
        new("bid", "Bid", (q, _) => q.Bid),
        new("ask", "Ask", (q, _) => q.Ask),
        new("askSize", "Ask size", (q, _) => q.AskSize),
        new("low", "Low", (q, _) => q.Low),
        new("range", "Day range", (q, _) => QuoteRow.PositionOf(q)),
        new("high", "High", (q, _) => q.High),
        new("vwap", "VWAP", (q, _) => q.Vwap),
        new("volume", "Volume", (q, _) => q.Volume),
    ];

    /// <summary>Whether the user may hide it. The symbol always stays.</summary>
    public bool IsOptional => Field != "symbol";

    /// <summary>Whether the first click sorts in descending order, as for numbers.</summary>
    public bool DescendsFirst => Field != "symbol";
}
