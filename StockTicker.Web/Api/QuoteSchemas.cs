using Microsoft.OpenApi;
using StockTicker.Web.Market;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>The market's nouns as they go over the wire.</summary>
internal static class QuoteSchemas
{
    /// <summary>An id: two decimal integers of at most 63 bits.</summary>
    public const string IdPattern = @"^(0|[1-9][0-9]{0,18})-(0|[1-9][0-9]{0,18})$";

    private const string Price = "In the instrument's currency, with the decimals of the tick size; may be zero or negative.";

    /// <summary>All of them, by name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> All =>
    [
        ("Quote", Quote),
        ("QuoteUpdate", Update),
        ("Quotes", Object("The last value of every instrument.",
            ("id", Id("The newest `quotes` event that this contains; its sequence is 0 before the first.")),
            ("time", Time("When the newest batch was made.")),
            ("quotes", ListOf(Named("Quote"), "In the market's order.")))),
        ("Candles", Object("Open, high, low and close of one instrument, interval by interval.",
            ("symbol", Text("The instrument.", "AAPL")),
            ("interval", Word("How long a candle is.", "1s", "5s", "1m")),
            ("candles", ListOf(Named("Candle"),
                "Oldest first; the last one still grows. An interval without a trade has none.")))),
        ("Candle", Object("The prices of one interval.",
            ("time", Time("When the interval began.")),
            ("open", Number($"First price. {Price}")),
            ("high", Number($"Highest price. {Price}")),
            ("low", Number($"Lowest price. {Price}")),
            ("close", Number($"Last price. {Price}")),
            ("volume", Number("Shares or units traded.", 0)))),
        ("Trades", Object("The newest trades of one instrument.",
            ("symbol", Text("The instrument.", "AAPL")),
            ("trades", ListOf(Named("Trade"), "Newest first.")))),
        ("Trade", Object("One trade.",
            ("time", Time("When it was made.")),
            ("price", Number(Price)),
            Property.Optional("size", Number("Shares or units, if known.", 0)))),
    ];

    /// <summary>An id of an event.</summary>
    public static OpenApiSchema Id(string description) => Text(
        $"{description} `<epoch>-<sequence>`; take it as opaque, at most 64 characters.", "1767623400000-42", IdPattern);

    private static OpenApiSchema Quote => Object(
        "One instrument's newest values, every field: the form of `snapshot` and `/quotes`. What is not known has no key.",
        [.. QuoteFields.All.Select(Describe)]);

    private static OpenApiSchema Update => Object(
        "One instrument's newest values: the form of `quotes`. What is not known, or no longer, has no key. Values that seldom change, such "
            + "as `name` and `open`, are there only if the instrument has just been listed, or if one of them has changed.",
        [.. QuoteFields.All.Select(item => item.IsConstant ? Describe(item) with { IsOptional = true } : Describe(item))]);

    private static Property Describe(QuoteField field) => new(field.Name, field.Kind switch
    {
        QuoteFieldKind.Text => Text(field.Description, field.TextOf(SampleQuote.First.Instrument) ?? "EUR"),
        QuoteFieldKind.Price => Number($"{field.Description} {Price}"),
        QuoteFieldKind.Change or QuoteFieldKind.Percent or QuoteFieldKind.TickSize => Number(field.Description),
        QuoteFieldKind.Count or QuoteFieldKind.Compact => Number(field.Description, 0),
        QuoteFieldKind.Time => Time(field.Description),
        _ => throw new InvalidOperationException($"{field.Kind} has no schema."),
    }, !field.IsAlwaysKnown);
}
