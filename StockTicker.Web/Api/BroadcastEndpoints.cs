using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using static StockTicker.Web.Api.Parameters;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>Describes the endpoints for operators and for tests.</summary>
internal static class BroadcastEndpoints
{
    /// <summary>The pattern of a broadcast's type.</summary>
    public const string TypePattern = "^[a-z][a-z0-9_-]{0,31}$";

    /// <summary>All endpoints.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/broadcast/{channel}", "broadcast", "Publish to a channel")
        {
            Group = EndpointGroup.Operators,
            Method = HttpMethod.Post,
            NeedsToken = true,
            Description = "Sends one event to all subscribers of the channel. The event is never conflated and is kept for clients "
                + "that resume. The token requires the scope `broadcast`, or for example `broadcast:room-1` for a single channel.",
            Parameters =
            [
                Path("channel", Text("The name of the channel. The board shows events published to `notices`.",
                    pattern: StreamEndpoints.ChannelPattern), "notices"),
                RequestHeader("Idempotency-Key", "A string chosen by the client. A request that repeats a key within ten minutes "
                    + "returns the first result and publishes nothing."),
            ],
            Body = new OpenApiRequestBody
            {
                Description = "The event to publish, at most 16 KB.",
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new()
                    {
                        Schema = Named("Broadcast"),
                        Example = new JsonObject { ["type"] = "notice", ["message"] = "The market closes at 16:00." },
                    },
                },
            },
            Responses =
            [
                Json("Published", "The event has been published."),
                Problem(400, "The channel name, the body or the type is invalid.",
                    "The body must be an object with a message."),
                Problem(401, "The token is missing or invalid.", "The request needs a valid token.", Authenticate),
                Problem(403, "The token lacks the scope, or a page of another site sent the request.",
                    "The token lacks the scope broadcast."),
                Problem(409, $"{StreamEndpoints.NamesOf(channel => !channel.AcceptsBroadcasts)}: only the server publishes.",
                    "Only the server publishes to quotes."),
                Problem(413, "The body exceeds 16 KB.", "The body may have 16384 bytes."),
                Problem(415, "The body is not `application/json`.", "The body must be application/json."),
                Problem(429, "The operator has exceeded 600 requests per minute.",
                    "At most 600 broadcasts per minute are allowed.", RetryAfter),
                Problem(503, "The channel does not exist, and the maximum number of channels, including those for operators, has been reached.",
                    "The maximum number of channels has been reached.", RetryAfter),
            ],
        },
        new("/market/step", "stepMarket", "Step a manual market")
        {
            Group = EndpointGroup.Operators,
            Method = HttpMethod.Post,
            Description = "For tests of pages that show the market. With `--Market:Clock=manual`, only this endpoint advances the "
                + "market, with one event per update. It responds after all updates have been written to every connected stream. "
                + "With several instances, it works on each, and waits for all. "
                + "In other environments than Development, the endpoint does not exist.",
            Body = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = Named("Step"), Example = new JsonObject { ["updates"] = 10 } },
                },
            },
            Responses =
            [
                Json("Stepped", "The market has advanced."),
                Problem(400, "`updates` is invalid.", "updates is 0; it must be a whole number from 1 to 1000."),
                Problem(403, "A page of another site sent the request.", "Requests from pages of another site are not allowed."),
                Problem(409, "The market's clock is not manual.",
                    "The market's clock is not manual. Start the server with --Market:Clock=manual to step the market."),
                Problem(413, "The body exceeds 128 KB.", "The request body is too large."),
                Problem(415, "The body is not `application/json`.", "The body must be application/json."),
                Problem(503, "With several instances: none moves the market now, or one has not written an update in time.",
                    "The update 1767623400000-1 has been made, but has not been written within 7 seconds by b.", RetryAfter),
            ],
        },
    ];

    /// <summary>The schemas of request and response bodies, by name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Bodies =>
    [
        ("Broadcast", Object("An event to publish.",
            Property.Optional("type", Text(
                "The type of the event. The server's own types and `error`, `open` and `message` are not allowed.",
                pattern: TypePattern, @default: "notice")),
            ("message", new OpenApiSchema { Description = "Any JSON value." }))),
        ("Published", Object("The result of a broadcast.",
            ("success", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether the event was published; always true." }),
            ("id", QuoteSchemas.Id("The id of the event.")),
            ("channel", Text("The channel to which the event was published.", "notices")),
            ("subscribers", Whole("The number of subscribers of the channel.")))),
        ("Step", Object("The number of updates to make.",
            ("updates", Whole("The number of updates.", 1, 1000)))),
        ("Stepped", Object("The state of the market after the updates.",
            ("id", QuoteSchemas.Id("The id of the last `quotes` event.")))),
    ];
}
