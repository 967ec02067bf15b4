using Microsoft.OpenApi;
using StockTicker.Web.Streaming.Endpoints;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.StreamEndpoints;

namespace StockTicker.Web.Api;

/// <summary>Describes the tutorial's streams, which have unnamed events unless stated otherwise.</summary>
internal static class TutorialEndpoints
{
    /// <summary>All endpoints.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        Stream("/events", "streamTime", "The time", "Every three seconds, the text `Current time:` and the time in ISO 8601.",
            "data: Current time: 2026-01-05T14:30:03.000Z\n\n"),
        Stream("/stock-stream", "streamStocks", "Prices in unnamed events",
            "First `{\"type\":\"initial\",\"stocks\":{…}}` with the price and change of each stock, then `{\"type\":\"update\",…}` for each stock "
                + "that traded. Of the updates of one batch, only the last has an id. A client that resumes receives the updates that it "
                + "missed or, if the log no longer has them, a new `initial`. A client that reads slowly receives the newest update of each stock.",
            "id: 1767623400000-1\ndata: {\"type\":\"update\",\"symbol\":\"AAPL\",\"price\":150.20,\"change\":-0.40}\n\n",
            LastEventId, LastEventIdQuery),
        Stream("/reliable-stream", "streamMessages", "Numbered messages",
            "Every second, `Message #n` with the id `n`, from 1 or after the cursor.",
            "id: 1\ndata: Message #1\n\n", LastEventId, LastEventIdQuery),
        Stream("/efficient-stream", "streamBatches", "Batches",
            "Every second, `{\"timestamp\":…,\"data\":{…}}` with the newest prices of the stocks that traded in that second.",
            "data: {\"timestamp\":\"2026-01-05T14:30:01.000Z\",\"data\":{\"AAPL\":150.20}}\n\n"),
        new("/protected-stream", "streamProtected", "The signed-in user's channel, with a greeting")
        {
            Group = EndpointGroup.Tutorial,
            HasHead = true,
            NeedsToken = true,
            Description = "An unnamed event `Welcome <name>!`, then the same as `/stream/me`.",
            Parameters = [LastEventId, LastEventIdQuery, History, Ticket, Handle],
            Responses = [Events("hello", "alert", "heartbeat", "shutdown"), BadQuery, NoToken, TooMany, Unavailable],
        },
        Trigger(HttpMethod.Get, "triggerNotification"),
        Trigger(HttpMethod.Post, "postNotification"),
    ];

    /// <summary>The schemas of responses, by name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Bodies =>
    [
        ("Triggered", Schemas.Object("The result.",
            ("success", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether the event was published; always true." }))),
    ];

    private static Endpoint Stream(string path, string id, string summary, string description, string example, params OpenApiParameter[] parameters) => new(path, id, summary)
    {
        Group = EndpointGroup.Tutorial,
        HasHead = true,
        Description = description,
        Parameters = [.. parameters, Handle],
        Responses =
        [
            new EndpointResponse(StatusCodes.Status200OK, Response(
                "An endless stream of Server-Sent Events. It begins with `retry:` and a comment. The last event is `shutdown`.",
                [],
                ("text/event-stream", new OpenApiMediaType { Schema = Schemas.Text("Events, each terminated by an empty line."), Example = example }))),
            Problem(400, "The handle is invalid.", StreamHandles.Rule),
            TooMany,
            Unavailable,
        ],
    };

    private static Endpoint Trigger(HttpMethod method, string id) => new("/trigger-notification", id, "Publish a notification")
    {
        Group = EndpointGroup.Tutorial,
        Method = method,
        NeedsToken = true,
        Description = "Publishes a `notification` event to `notices`. The token requires the scope `broadcast` or `broadcast:notices`. In "
            + "Development, requests from the same machine need none.",
        Responses =
        [
            Json("Triggered", "The notification has been published."),
            Problem(401, "The token is missing or invalid.", "A valid bearer token is required.", Authenticate),
            Problem(403, "The token lacks the scope, or a page of another site sent the request.", "Requests from pages of another site are not allowed."),
            Problem(429, "The operator has exceeded 600 requests per minute.", "At most 600 broadcasts per minute are allowed.", RetryAfter),
        ],
    };
}
