using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>How the server does.</summary>
internal static class OperationsEndpoints
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/stats", "getStats", "Counters since the start")
        {
            Group = EndpointGroup.Operations,
            Description = "What the market and the streams have done since the process started. `/status` shows it to people. "
                + "Where `Streaming:PublicStats` is false it needs a token with the scope `stats`.",
            Responses =
            [
                Json("Stats", "The counters."),
                Problem(401, "They are not public, and there is no valid token.",
                    "A valid bearer token is required.", Authenticate),
                Problem(403, "They are not public, and the token lacks the scope.", "The token does not grant access to this resource.", Authenticate),
            ],
        },
        new("/health/live", "getLiveness", "Whether the process lives")
        {
            Group = EndpointGroup.Operations,
            Description = "Answers as long as requests are served at all. Restart what does not answer.",
            Responses = [Json("Health", "It lives.")],
        },
        new("/health/ready", "getReadiness", "Whether what it serves is good")
        {
            Group = EndpointGroup.Operations,
            Description = "Send nobody to a server that answers 503: it starts, it goes away, or its market stands still.",
            Responses =
            [
                Json("Health", "It is ready."),
                new(StatusCodes.Status503ServiceUnavailable, Response("It is not; `checks` says why.", [],
                    ("application/json", new OpenApiMediaType
                    {
                        Schema = Named("Health"),
                        Example = new JsonObject
                        {
                            ["status"] = "unhealthy",
                            ["checks"] = new JsonObject { ["lifetime"] = "The server is going away.", ["market"] = "healthy" },
                        },
                    }))),
            ],
        },
        new("/openapi/v1.json", "getDescription", "This description")
        {
            Route = ApiRegistration.Route,
            Group = EndpointGroup.Operations,
            Description = "OpenAPI 3.1. `/api` shows it to people.",
            Responses = [new(StatusCodes.Status200OK, Response("The description.", [], ("application/json", new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "An OpenAPI document." },
            })))],
        },
    ];

    /// <summary>What they answer.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Bodies =>
    [
        ("Stats", Object("Counters since the start of the process.",
            ("uptimeSeconds", Number("Seconds since the start.", 0)),
            ("epoch", Time("When the log began: the first part of every id.")),
            ("lastEventId", QuoteSchemas.Id("The newest event.")),
            ("lastTick", Time("When the simulator last published.")),
            ("ticksPerSecond", Number("Batches a second, over the market's newest five seconds.", 0)),
            ("instruments", Whole("How many instruments there are.", 1)),
            ("totalClients", Whole("Open streams.")),
            ("channels", new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Subscribers by channel.",
                AdditionalProperties = Whole("Subscribers."),
            }),
            ("eventsPublished", Whole("Events in the log so far.")),
            ("eventsDelivered", Whole("Events written to clients.")),
            ("bytesSent", Whole("Bytes of events written to clients.")),
            ("bytesSaved", new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Description = "Bytes that compression kept off the wire. Below zero while small events alone were sent.",
            }),
            ("merged", Whole("Updates that conflation left out.")),
            ("resyncs", Whole("Streams whose cursor could not be served and that got a snapshot instead.")),
            ("slowDisconnects", Whole("Streams that were ended because their client took nothing for too long.")),
            ("rejected", Whole("Streams that were refused.")),
            ("oldestRetainedId", QuoteSchemas.Id("The oldest `quotes` event that is kept for resume.")),
            ("replayHeadroomSeconds", Number("How long a client may be away and still resume.", 0)),
            ("latencyMs", Object("From publish to socket write, in milliseconds.",
                ("p50", Number("Half of all are not above it.", 0)),
                ("p99", Number("99 % of all are not above it.", 0)))))),
        ("Health", Object("How the server does.",
            ("status", Word("All checks together.", "healthy", "unhealthy")),
            ("checks", new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Each check: `healthy`, or what is wrong.",
                AdditionalProperties = Text("A sentence."),
            }))),
    ];
}
