using Microsoft.OpenApi;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.Parameters;

namespace StockTicker.Web.Api;

/// <summary>The market without a stream.</summary>
internal static class QuoteEndpoints
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/quotes", "getQuotes", "The last value of every instrument")
        {
            Group = EndpointGroup.Quotes,
            HasHead = true,
            Description = "As JSON or, for whoever wants `text/csv` more, as CSV (RFC 4180) with a header line. Its id is a "
                + "cursor for `/stream/quotes`.",
            Parameters =
            [
                Symbols,
                RequestHeader("Accept", "`application/json` or `text/csv`; JSON for whoever names neither."),
                RequestHeader("If-None-Match", "The `ETag` of an answer that the client has."),
            ],
            Responses =
            [
                new(StatusCodes.Status200OK, Response("The values as of the newest batch.", Validators,
                    ("application/json", new OpenApiMediaType { Schema = Schemas.Named("Quotes") }),
                    ("text/csv", new OpenApiMediaType
                    {
                        Schema = Schemas.Text("A header line, then one line for each instrument, with the fields of `Quote` "
                            + "in its order; lines end with CR LF."),
                    }))),
                new(StatusCodes.Status304NotModified, Response("Nothing has changed since that `ETag`.", Validators)),
                Problem(400, "An unknown symbol.", "Unknown in symbols: NOPE."),
            ],
        },
        new("/quotes/{symbol}", "getQuote", "The last value of one instrument")
        {
            Group = EndpointGroup.Quotes,
            HasHead = true,
            Description = "One quote with every field.",
            Parameters = [Symbol],
            Responses = [Json("Quote", "The quote.", NotKept), Unknown],
        },
        new("/quotes/{symbol}/candles", "getCandles", "Open, high, low, close and volume")
        {
            Group = EndpointGroup.Quotes,
            Description = "The candles of this run, oldest first.",
            Parameters =
            [
                Symbol,
                Query("interval", WithDefault(Schemas.Word("How long a candle is.", "1s", "5s", "1m"), "1s"), "5s"),
                Limit("candles"),
            ],
            Responses =
            [
                Json("Candles", "The candles.", NotKept),
                Problem(400, "`interval` or `limit` is not what it must be.", "interval is '2s'; it must be 1s, 5s or 1m."),
                Unknown,
            ],
        },
        new("/quotes/{symbol}/trades", "getTrades", "The newest trades")
        {
            Group = EndpointGroup.Quotes,
            Description = "The newest trades of this run, newest first.",
            Parameters = [Symbol, Limit("trades")],
            Responses =
            [
                Json("Trades", "The trades.", NotKept),
                Problem(400, "`limit` is not what it must be.", "limit is '0'; it must be a whole number from 1 to 1000."),
                Unknown,
            ],
        },
    ];

    private static (string, OpenApiHeader) NotKept => ("Cache-Control", Always("no-cache",
        "To be asked for again before it is shown again."));

    private static (string, OpenApiHeader)[] Validators =>
    [
        NotKept,
        ("ETag", Header("Changes with the newest batch, the format and the symbols.", "W/\"1767623400000-42-json-all\"")),
        ("Vary", Always("Accept, Accept-Encoding", "The answer differs by these request headers.")),
    ];

    private static EndpointResponse Unknown => Problem(404, "There is no such instrument.", "There is no instrument 'NOPE'.");

    private static OpenApiSchema WithDefault(OpenApiSchema schema, string value)
    {
        schema.Default = value;
        return schema;
    }
}
