using Microsoft.OpenApi;
using static StockTicker.Web.Api.Parameters;
using static StockTicker.Web.Api.Responses;

namespace StockTicker.Web.Api;

/// <summary>Describes the endpoints for quotes, candles and trades.</summary>
internal static class QuoteEndpoints
{
    /// <summary>All endpoints.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/quotes", "getQuotes", "Latest quotes of all instruments")
        {
            Group = EndpointGroup.Quotes,
            HasHead = true,
            Description = "Returns JSON or, if `Accept` prefers `text/csv`, CSV (RFC 4180) with a header line. What is not known "
                + "has no key in JSON, and is empty in CSV. The id in the JSON is "
                + "a cursor for `/stream/quotes`.",
            Parameters =
            [
                Symbols,
                RequestHeader("Accept", "`application/json` (the default) or `text/csv`."),
                RequestHeader("If-None-Match", "The `ETag` of a response that the client has cached."),
            ],
            Responses =
            [
                new(StatusCodes.Status200OK, Response("The quotes as of the newest batch.", Validators,
                    ("application/json", new OpenApiMediaType { Schema = Schemas.Named("Quotes") }),
                    ("text/csv", new OpenApiMediaType
                    {
                        Schema = Schemas.Text("A header line, then one line for each instrument with the fields of `Quote` "
                            + "in the same order. Lines end with CR LF."),
                    }))),
                new(StatusCodes.Status304NotModified, Response("The quotes have not changed since that `ETag`.", Validators)),
                Problem(400, "A symbol is unknown.", "Unknown in symbols: NOPE."),
            ],
        },
        new("/quotes/{symbol}", "getQuote", "Latest quote of an instrument")
        {
            Group = EndpointGroup.Quotes,
            HasHead = true,
            Description = "Returns one quote with all fields.",
            Parameters = [Symbol],
            Responses = [Json("Quote", "The quote.", NotKept), Unknown],
        },
        new("/quotes/{symbol}/candles", "getCandles", "Candles of an instrument")
        {
            Group = EndpointGroup.Quotes,
            HasHead = true,
            Description = "Returns open, high, low, close and volume per interval since the server started, oldest first.",
            Parameters =
            [
                Symbol,
                Query("interval", WithDefault(Schemas.Word("The length of a candle.", "1s", "5s", "1m"), "1s"), "5s"),
                Limit("candles"),
            ],
            Responses =
            [
                Json("Candles", "The candles.", NotKept),
                Problem(400, "`interval` or `limit` is invalid.", "interval is '2s'; it must be 1s, 5s or 1m."),
                Unknown,
            ],
        },
        new("/quotes/{symbol}/trades", "getTrades", "Newest trades of an instrument")
        {
            Group = EndpointGroup.Quotes,
            HasHead = true,
            Description = "Returns the trades since the server started, newest first.",
            Parameters = [Symbol, Limit("trades")],
            Responses =
            [
                Json("Trades", "The trades.", NotKept),
                Problem(400, "`limit` is invalid.", "limit is '0'; it must be a whole number from 1 to 1000."),
                Unknown,
            ],
        },
    ];

    private static (string, OpenApiHeader) NotKept => ("Cache-Control", Always("no-cache",
        "The response must be revalidated before reuse."));

    private static (string, OpenApiHeader)[] Validators =>
    [
        NotKept,
        ("ETag", Header("Identifies the batch, the format and the symbols.", "W/\"1767623400000-42-json-all\"")),
        ("Vary", Always("Accept, Accept-Encoding", "The response depends on these request headers.")),
    ];

    private static EndpointResponse Unknown => Problem(404, "The instrument does not exist.", "There is no instrument 'NOPE'.");

    private static OpenApiSchema WithDefault(OpenApiSchema schema, string value)
    {
        schema.Default = value;
        return schema;
    }
}
