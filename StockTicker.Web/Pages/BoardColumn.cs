using StockTicker.Domain;
using StockTicker.Web.Market;

namespace StockTicker.Web.Pages;

/// <summary>A column of the board: a field of the quote, or a drawing.</summary>
public sealed record BoardColumn
{
    /// <summary>All columns from left to right, after the star column.</summary>
    public static readonly IReadOnlyList<BoardColumn> All =
    [
        new("symbol", "Symbol"),
        new("trend", "Trend", (quote, history) => Sparkline.MoveOf(quote.Instrument, history))
        {
            Hint = $"The latest {Sparkline.MaxPoints} prices, at most one in five seconds: at least five minutes. Colour: today’s change.",
        },
        new("price", "Price"),
        new("change", "Change"),
        new("changePercent", "Change %"),
        new("bidSize", "Bid size"),
        new("bid", "Bid"),
        new("ask", "Ask"),
        new("askSize", "Ask size"),
        new("low", "Low"),
        new("range", "Day range", (quote, _) => QuoteRow.PositionOf(quote)),
        new("high", "High"),
        new("vwap", "VWAP"),
        new("volume", "Volume"),
    ];

    private BoardColumn(string name, string label)
    {
        var field = QuoteFields.Find(name) ?? throw new ArgumentException($"Quotes have no field {name}.", nameof(name));
        (Name, Label, Field, Value) = (name, label, field, (quote, _) => field.ValueOf(quote));
    }

    private BoardColumn(string name, string label, Func<Quote, MarketHistory, IComparable?> value) =>
        (Name, Label, Value) = (name, label, value);

    /// <summary>The name, which is also the sort key: for a field, its name on the wire.</summary>
    public string Name { get; }

    /// <summary>The header's text.</summary>
    public string Label { get; }

    /// <summary>What the header's text does not say; null for nothing.</summary>
    public string? Hint { get; private init; }

    /// <summary>The field that it shows; null if it is drawn from several.</summary>
    public QuoteField? Field { get; }

    /// <summary>The value to sort by; null if it is not known.</summary>
    public Func<Quote, MarketHistory, IComparable?> Value { get; }

    /// <summary>Whether the user may hide it. The symbol always stays.</summary>
    public bool IsOptional => Name != "symbol";

    /// <summary>Whether the first click sorts in descending order, as for numbers.</summary>
    public bool DescendsFirst => Name != "symbol";
}
