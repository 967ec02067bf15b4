using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>Describes the endpoints that feed the market or control a replay.</summary>
internal static class MarketEndpoints
{
    private const string Lines = "application/x-ndjson";

    /// <summary>All endpoints.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        Feed("trades", "publishTrades", "Publish trades", "FedTrade", new JsonObject { ["symbol"] = "BTC-USD", ["price"] = 64250.10m, ["size"] = 0.25m }),
        Feed("quotes", "publishQuotes", "Publish quotes", "FedQuote",
            new JsonObject { ["symbol"] = "BTC-USD", ["bid"] = 64250.00m, ["bidSize"] = 1.5m, ["ask"] = 64250.10m, ["askSize"] = 0.8m }),
        new("/market/replay", "controlReplay", "Control a replay")
        {
            Group = EndpointGroup.Operators,
            Method = HttpMethod.Post,
            NeedsToken = true,
            Description = "Pauses or continues a replay, changes its speed, and seeks. What the body lacks stays as it is. The token requires "
                + "the scope `market`.",
            Body = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = Named("ReplayCommand"), Example = new JsonObject { ["pause"] = false, ["speed"] = 10 } },
                },
            },
            Responses =
            [
                Json("Replay", "The state of the replay, with the changes."),
                Problem(400, "The body has none of the properties, or an invalid value.", "speed must be a number from 0.1 to 1000, or \"max\"."),
                Problem(401, "The token is missing or invalid.", "The request needs a valid token.", Authenticate),
                Problem(403, "The token lacks the scope, or a page of another site sent the request.", "The token lacks the scope market."),
                Problem(409, "The market is not a replay.",
                    "The market is not a replay. Start the server with --Market:Source=replay and --Market:Replay."),
                Problem(413, "The body exceeds 128 KB.", "The request body is too large."),
                Problem(415, "The body is not `application/json`.", "The body must be application/json."),
            ],
        },
    ];

    /// <summary>The schemas of request and response bodies, by name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Bodies =>
    [
        ("FedTrade", Object("A trade.",
            ("symbol", Text("The symbol of the instrument. An unknown one is listed.", "BTC-USD")),
            ("price", Decimal("The price.")),
            Property.Optional("size", Decimal("The number of shares or units.")),
            Property.Optional("time", FedTime))),
        ("FedQuote", Object("The best bid and ask, of which one can be absent.",
            ("symbol", Text("The symbol of the instrument. An unknown one is listed.", "BTC-USD")),
            Property.Optional("bid", Decimal("The best bid.")),
            Property.Optional("bidSize", Decimal("The number of shares or units at the bid.")),
            Property.Optional("ask", Decimal("The best ask.")),
            Property.Optional("askSize", Decimal("The number of shares or units at the ask.")),
            Property.Optional("time", FedTime))),
        ("Fed", Object("The result of a feed.",
            ("accepted", Whole("The number of trades or quotes that were published.")),
            ("rejected", Whole("The number that were not.")),
            ("errors", ListOf(Object("An error.",
                ("line", Whole("The number of the line or element.", 1)),
                ("error", Text("What is wrong.", "the price is missing"))), "The first 20 errors.")))),
        ("ReplayCommand", Object("A change of a replay.",
            Property.Optional("pause", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether to pause." }),
            Property.Optional("speed", new OpenApiSchema { Description = "How many times faster than it happened, 0.1 to 1000, or `max`." }),
            Property.Optional("position", Text("The time in the files from which to go on, in ISO 8601; UTC unless it has an offset.", "2026-01-05T14:30:00Z")))),
        ("Replay", Object("The state of a replay.",
            ("position", Time("The time in the files.")),
            Property.Optional("speed", Number("How many times faster than it happened; absent for as fast as possible.", 0)),
            ("paused", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether it is paused." }),
            ("ended", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether the end has been reached." }),
            ("lines", Whole("The number of lines read since the beginning.")),
            ("badLines", Whole("The number of lines that could not be used.")),
            ("firstBadLines", ListOf(Text("Where it is, and what is wrong.", "A.csv, line 3, column price: 'x': not a number"), "The first 20 of them.")))),
    ];

    private static OpenApiSchema FedTime => new()
    {
        Description = "When it happened: Unix seconds, milliseconds, microseconds or nanoseconds, or ISO 8601. The default is now.",
    };

    private static OpenApiSchema Decimal(string description) => new() { Description = $"{description} A number, or a string that contains one." };

    private static Endpoint Feed(string what, string id, string summary, string schema, JsonObject example) => new($"/market/{what}", id, summary)
    {
        Group = EndpointGroup.Operators,
        Method = HttpMethod.Post,
        NeedsToken = true,
        Description = $"Publishes {what}, if the market is fed (`--Market:Source=feed`). Send an array, or a line of JSON for each object, in a body that "
            + "need not end: everything is published as it arrives. One that can't be used is counted and named in the response. The "
            + "token requires the scope `feed`. See docs/feeding.md.",
        Body = new OpenApiRequestBody
        {
            Description = "An array of at most 1 MB, or any number of lines of at most 16 KB.",
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = ListOf(Named(schema)), Example = new JsonArray(example.DeepClone()) },
                [Lines] = new() { Schema = Named(schema), Example = example },
            },
        },
        Responses =
        [
            Json("Fed", "The body has been read to its end."),
            Problem(400, "The array is not valid JSON.", "The body is not valid JSON from line 1 on. 0 of 0 before that were published."),
            Problem(401, "The token is missing or invalid.", "The request needs a valid token.", Authenticate),
            Problem(403, "The token lacks the scope, or a page of another site sent the request.", "The token lacks the scope feed."),
            Problem(409, "The market is not fed.", "The market is not fed. Start the server with --Market:Source=feed to publish trades and quotes."),
            Problem(413, "The array exceeds 1 MB.", "An array may have 1048576 bytes; send more as application/x-ndjson."),
            Problem(415, "The body is neither.", "The body must be application/json, an array, or application/x-ndjson, a line for each object."),
        ],
    };
}
