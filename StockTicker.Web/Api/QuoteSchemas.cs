using Microsoft.OpenApi;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>The market's nouns as they go over the wire.</summary>
internal static class QuoteSchemas
{
    /// <summary>An id: two decimal integers of at most 63 bits.</summary>
    public const string IdPattern = @"^(0|[1-9][0-9]{0,18})-(0|[1-9][0-9]{0,18})$";

    private const string Price = "In dollars, with the decimals of the tick size: two from one dollar up, four below.";

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
            ("open", Number($"First price. {Price}", 0)),
            ("high", Number($"Highest price. {Price}", 0)),
            ("low", Number($"Lowest price. {Price}", 0)),
            ("close", Number($"Last price. {Price}", 0)),
            ("volume", Whole("Shares traded.")))),
        ("Trades", Object("The newest trades of one instrument.",
            ("symbol", Text("The instrument.", "AAPL")),
            ("trades", ListOf(Named("Trade"), "Newest first.")))),
        ("Trade", Object("One trade.",
            ("time", Time("When it was made.")),
            ("price", Number(Price, 0)),
            ("size", Whole("Shares.", 1)))),
    ];

    /// <summary>An id of an event.</summary>
    public static OpenApiSchema Id(string description) => Text(
        $"{description} `<epoch>-<sequence>`; take it as opaque, at most 64 characters.", "1767623400000-42", IdPattern);

    private static OpenApiSchema Quote => Object(
        "One instrument's newest values, every field: the form of `snapshot` and `/quotes`.",
        ("symbol", Text("The instrument.", "AAPL")),
        ("name", Text("The company.", "Apple Inc.")),
        ("sector", Text("Its sector.", "Technology")),
        ("price", Number($"Last trade. {Price}", 0)),
        ("change", Number("Price less previous close, with the decimals of the price.")),
        ("changePercent", Number("Change in per cent of the previous close, two decimals.")),
        ("bid", Number($"Best bid. {Price}", 0)),
        ("ask", Number($"Best ask. {Price}", 0)),
        ("bidSize", Whole("Shares wanted at the bid.")),
        ("askSize", Whole("Shares offered at the ask.")),
        ("open", Number($"First price of the session. {Price}", 0)),
        ("high", Number($"Highest price of the session. {Price}", 0)),
        ("low", Number($"Lowest price of the session. {Price}", 0)),
        ("previousClose", Number($"Last price of the session before. {Price}", 0)),
        ("volume", Whole("Shares traded in the session.")),
        ("vwap", Number("Volume-weighted average price of the session.", 0)),
        ("time", Time("When this quote was made.")));

    // What cannot change within a session is left out of each tick.
    private static OpenApiSchema Update
    {
        get
        {
            var update = Quote;
            update.Description =
                "One instrument's newest values without those that cannot change in a session: the form of `quotes`.";
            foreach (var constant in new[] { "name", "sector", "open", "previousClose" })
            {
                update.Properties!.Remove(constant);
                update.Required!.Remove(constant);
            }
            return update;
        }
    }
}
