using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.Parameters;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>What operators and testers do to the market and its channels.</summary>
internal static class BroadcastEndpoints
{
    /// <summary>What the type of a broadcast looks like.</summary>
    public const string TypePattern = "^[a-z][a-z0-9_-]{0,31}$";

    /// <summary>All of them.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/broadcast/{channel}", "broadcast", "Publish to a channel")
        {
            Group = EndpointGroup.Operators,
            Method = HttpMethod.Post,
            NeedsToken = true,
            Description = "Sends one event to everybody who listens to the channel. It is never conflated, and kept for those "
                + "who come back. The token needs the scope `broadcast`, or `broadcast:room-1` for that channel alone.",
            Parameters =
            [
                Path("channel", Text("The channel's name. The board shows what is published to `notices`.",
                    pattern: StreamEndpoints.ChannelPattern), "notices"),
                RequestHeader("Idempotency-Key", "A text of the client's own. One that was seen within ten minutes answers "
                    + "the first result and publishes nothing."),
            ],
            Body = new OpenApiRequestBody
            {
                Description = "What to publish, 16 KB at most.",
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
                Json("Published", "It has been published."),
                Problem(400, "The channel's name, the body or the type is not what it must be.",
                    "The body must be an object with a message."),
                Problem(401, "No valid token.", "The request needs a valid token.", Authenticate),
                Problem(403, "The token lacks the scope, or the request comes from another site.",
                    "The token lacks the scope broadcast."),
                Problem(409, $"Clients cannot publish to {StreamEndpoints.NamesOf(channel => !channel.AcceptsBroadcasts)}.", "Nobody publishes to quotes but the server."),
                Problem(413, "The body is larger than 16 KB.", "The body may have 16384 bytes."),
                Problem(415, "The body is not `application/json`.", "The body must be application/json."),
                Problem(429, "More than 600 a minute.", "600 broadcasts a minute are allowed.", RetryAfter),
                Problem(503, "There is no room for the channel.", "There are as many channels as there may be.", RetryAfter),
            ],
        },
        new("/market/step", "stepMarket", "Move a market that stands still")
        {
            Group = EndpointGroup.Operators,
            Method = HttpMethod.Post,
            Description = "For tests of trading pages. With `--Market:Clock=manual` the market moves by this alone, one event "
                + "for each update; the answer comes when every connected stream has been written all of them. It exists in "
                + "Development only.",
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
                Json("Stepped", "The market has moved."),
                Problem(400, "`updates` is not what it must be.", "updates is 0; it must be a whole number from 1 to 1000."),
                Problem(404, "The server does not run in Development.", "No resource exists at /market/step."),
                Problem(403, "The request comes from another site's page.", "Another site's page may not write here."),
                Problem(409, "The market moves by itself.",
                    "The market moves by itself; start with --Market:Clock=manual to step it."),
                Problem(415, "The body is not `application/json`.", "The body must be application/json."),
            ],
        },
    ];

    /// <summary>What they read and answer.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Bodies =>
    [
        ("Broadcast", Object("What to publish.",
            Property.Optional("type", Text(
                "The event's type. Those of the server itself, `error`, `open` and `message` are not allowed.",
                pattern: TypePattern, @default: "notice")),
            ("message", new OpenApiSchema { Description = "Any JSON value." }))),
        ("Published", Object("What became of it.",
            ("success", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "That it was published: always true." }),
            ("id", QuoteSchemas.Id("The event's id.")),
            ("channel", Text("Where it was published.", "notices")),
            ("subscribers", Whole("How many listened.")))),
        ("Step", Object("How far to move the market.",
            ("updates", Whole("How many updates.", 1, 1000)))),
        ("Stepped", Object("Where the market stands.",
            ("id", QuoteSchemas.Id("The last `quotes` event.")))),
    ];
}
