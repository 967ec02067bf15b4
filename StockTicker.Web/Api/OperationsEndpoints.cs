using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>Describes the endpoints for monitoring.</summary>
internal static class OperationsEndpoints
{
    /// <summary>All endpoints.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/stats", "getStats", "Statistics of the server")
        {
            Group = EndpointGroup.Operations,
            HasHead = true,
            Description = "Counters of the market and the streams since the process started. `/status` shows them as a page. "
                + "If `Streaming:PublicStats` is false, a token with the scope `stats` is required.",
            Responses =
            [
                Json("Stats", "The statistics."),
                Problem(401, "The statistics are not public, and the token is missing or invalid.",
                    "A valid bearer token is required.", Authenticate),
                Problem(403, "The statistics are not public, and the token lacks the scope.",
                    "The token does not grant access to this resource.", Authenticate),
            ],
        },
        new("/health/live", "getLiveness", "Liveness")
        {
            Group = EndpointGroup.Operations,
            HasHead = true,
            Description = "Responds as long as the process can handle requests. Restart a process that does not respond.",
            Responses = [Json("Health", "The process is alive.")],
        },
        new("/health/ready", "getReadiness", "Readiness")
        {
            Group = EndpointGroup.Operations,
            HasHead = true,
            Description = "Do not route clients to a server that responds with 503: it is starting or shutting down, or its "
                + "market has stopped. A server with the status `degraded` is ready: quotes are served, but users' data may not be.",
            Responses =
            [
                Json("Health", "The server is ready."),
                new(StatusCodes.Status503ServiceUnavailable, Response("The server is not ready; `checks` contains the reason.", [],
                    ("application/json", new OpenApiMediaType
                    {
                        Schema = Named("Health"),
                        Example = new JsonObject
                        {
                            ["status"] = "unhealthy",
                            ["checks"] = new JsonObject { ["lifetime"] = "The server is shutting down.", ["market"] = "healthy", ["database"] = "healthy", ["alerts"] = "healthy" },
                        },
                    }))),
            ],
        },
        new("/openapi/v1.json", "getDescription", "This description")
        {
            Route = ApiRegistration.Route,
            Group = EndpointGroup.Operations,
            HasHead = true,
            Description = "The OpenAPI 3.1 document. `/api` shows it as a page.",
            Responses = [new(StatusCodes.Status200OK, Response("The description.", [], ("application/json", new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "An OpenAPI document." },
            })))],
        },
    ];

    /// <summary>The schemas of response bodies, by name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Bodies =>
    [
        ("Stats", Object("Statistics since the start of the process.",
            ("uptimeSeconds", Number("The time since the start, in seconds.", 0)),
            ("epoch", Time("The time at which the log began, which is the first part of every id.")),
            ("lastEventId", QuoteSchemas.Id("The id of the newest event.")),
            ("lastTick", Time("The time at which the market last published.")),
            ("ticksPerSecond", Number("Batches per second, averaged over the last five seconds of the market.", 0)),
            ("instruments", Whole("The number of instruments.")),
            ("totalClients", Whole("The number of open streams.")),
            ("channels", new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The number of subscribers of each channel.",
                AdditionalProperties = Whole("The number of subscribers."),
            }),
            ("eventsPublished", Whole("The number of events published to the log.")),
            ("eventsDelivered", Whole("The number of events written to clients.")),
            ("bytesSent", Whole("The number of bytes of events written to clients.")),
            ("bytesSaved", new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Description = "The number of bytes saved by compression. Negative if only small events have been sent.",
            }),
            ("merged", Whole("The number of updates that conflation left out.")),
            ("resyncs", Whole("The number of streams that could not resume from their cursor and received a snapshot.")),
            ("slowDisconnects", Whole("The number of streams closed because the client did not read for too long.")),
            ("rejected", Whole("The number of rejected streams.")),
            ("oldestRetainedId", QuoteSchemas.Id("The id of the oldest `quotes` event that is kept for resuming.")),
            ("replayHeadroomSeconds", Number("How long a client can be disconnected and still resume, in seconds.", 0)),
            Property.Optional("instances", ListOf(Object("An instance that shares the market; the list is absent without `ScaleOut:Redis`.",
                ("name", Text("Its name.")),
                ("version", Text("The version of the application.")),
                ("streams", Whole("The number of open streams.")),
                ("lagMs", Number("For how long it has lacked the newest event, in milliseconds; 0 if it has it.", 0)),
                ("lagEvents", Whole("How many events it lacks.")),
                ("leader", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether it moves the market." }),
                ("since", Time("The time since which it has been what it is: leading, or running.")),
                ("refused", Whole("How many of its updates have been refused because another instance moved the market."))))),
            ("latencyMs", Object("The time from publishing to the socket write, in milliseconds.",
                ("p50", Number("The median.", 0)),
                ("p99", Number("The 99th percentile.", 0)))),
            Property.Optional("recording", Object("The state of the recording; absent if `Market:Record` is not set.",
                ("active", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether it goes on." }),
                Property.Optional("problem", Text("Why it has ended.")))),
            Property.Optional("replay", Named("Replay")))),
        ("Health", Object("The health of the server.",
            ("status", Word("The overall status.", "healthy", "degraded", "unhealthy")),
            ("checks", new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The result of each check: `healthy` or a description of the problem.",
                AdditionalProperties = Text("The result."),
            }))),
    ];
}
