using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>A column of the board.</summary>
/// <param name="Field">Name of the quote's field, as on the wire; it is also the key to sort by.</param>
/// <param name="Name">The header's text.</param>
/// <param name="Value">What is sorted by; null when the column cannot be sorted.</param>
public sealed record BoardColumn(string Field, string Name, Func<Quote, IComparable>? Value)
{
    /// <summary>All columns, from left to right, after the one with the stars.</summary>
    public static readonly IReadOnlyList<BoardColumn> All =
    [
        new("symbol", "Symbol", q => q.Instrument.Symbol.Value),
        new("trend", "Trend", null),
        new("price", "Price", q => q.Price),
        new("change", "Change", q => q.Change),
        new("changePercent", "Change %", q => q.ChangePercent),
        new("bidSize", "Bid size", q => q.BidSize),
        new("bid", "Bid", q => q.Bid),
        new("ask", "Ask", q => q.Ask),
        new("askSize", "Ask size", q => q.AskSize),
        new("low", "Low", q => q.Low),
        new("range", "Day range", null),
        new("high", "High", q => q.High),
        new("vwap", "VWAP", q => q.Vwap),
        new("volume", "Volume", q => q.Volume),
    ];

    /// <summary>Whether the first click sorts the largest first: so for numbers.</summary>
    public bool DescendsFirst => Field != "symbol";
}
