using Microsoft.OpenApi;
using StockTicker.Web.Streaming.Log;
using static StockTicker.Web.Api.Parameters;
using static StockTicker.Web.Api.Responses;

namespace StockTicker.Web.Api;

/// <summary>Describes the streams.</summary>
internal static class StreamEndpoints
{
    /// <summary>The pattern of a channel name.</summary>
    public const string ChannelPattern = "^[a-z0-9][a-z0-9_-]{0,63}$";

    private const string HandlePattern = "^.{16,64}$";
    private const string NeedsToken = "A valid bearer token is required.";
    private const string Route = "/stream/{names?}";

    /// <summary>All endpoints.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/stream", "streamQuotes", "Live quotes")
        {
            Route = Route,
            Group = EndpointGroup.Streams,
            HasHead = true,
            Description = "Same as `/stream/quotes`: a snapshot of all instruments, followed by each batch of changes.",
            Parameters = MarketParameters,
            Responses = [MarketEvents, BadQuery, NoUser, TooMany, Unavailable],
        },
        new("/stream/{channels}", "streamChannels", "One or more channels")
        {
            Route = Route,
            Group = EndpointGroup.Streams,
            HasHead = true,
            Description = "A stream of one or more channels with a single cursor. The built-in channels are "
                + $"{string.Join("; ", BuiltInChannels.All.Select(channel => $"`{channel.Name}`, {channel.Description}"))}. "
                + "Any other valid name is a channel that its first subscriber or publisher creates.",
            Parameters =
            [
                Path("channels", Schemas.Text("The name of a channel, or a comma-separated list of names.",
                    pattern: "^[a-z0-9][a-z0-9_-]{0,63}(,[a-z0-9][a-z0-9_-]{0,63})*$"), "quotes,notices"),
                .. MarketParameters,
                Query("history", Schemas.Whole("For a new stream, the number of retained events to send first, from all channels "
                    + $"except {NamesOf(channel => !channel.HasHistory)}, so that late subscribers receive current notices.", 0, 100, 0)),
            ],
            Responses =
            [
                Events(["hello", "snapshot", "quotes", "market", "notice", "alert", .. Periodic, "heartbeat", "shutdown"]),
                Problem(400, "A channel name or a parameter is invalid.",
                    "history is '101'; it must be a whole number of events from 0 to 100."),
                Problem(401, $"{NamesOf(channel => channel.NeedsUser)} or `symbols=@watchlist` was requested without a valid token or ticket, or the ticket is invalid. Such a stream ends when its token expires.",
                    NeedsToken, Authenticate),
                TooMany,
                Unavailable,
            ],
        },
        new("/stream/me", "streamMine", "The signed-in user's channel")
        {
            Route = Route,
            Group = EndpointGroup.Streams,
            HasHead = true,
            NeedsToken = true,
            Description = "Events for the signed-in user, such as price alerts. When the token expires, the stream ends after `shutdown` "
                + "with the reason `expired`. A browser that has signed in at `/signin` sends its cookie instead of a token.",
            Parameters = [LastEventId, LastEventIdQuery, History, Ticket, Handle],
            Responses = [Events("hello", "alert", "heartbeat", "shutdown"), BadQuery, NoToken, TooMany, Unavailable],
        },
        new("/stream/ticket", "createTicket", "Get a ticket for a stream")
        {
            Group = EndpointGroup.Streams,
            Method = HttpMethod.Post,
            NeedsToken = true,
            Description = "`EventSource` cannot send a token in a header. It can open one stream as the user with the parameter `ticket` "
                + "(or `token`), within 30 seconds. Tokens are not accepted in the URL.",
            Responses =
            [
                Json("Ticket", "A new ticket."),
                Problem(401, "The token is missing or invalid.", NeedsToken, Authenticate),
                Problem(403, "A page of another site that is not allowed sent the request.", "Requests from pages of another site are not allowed."),
            ],
        },
        new("/stream/disconnect", "disconnectStreams", "Disconnect your own streams")
        {
            Group = EndpointGroup.Streams,
            Method = HttpMethod.Post,
            Description = "Disconnects all streams that were opened with the same `handle`, to test how their client reconnects.",
            Parameters =
            [
                RequiredQuery("handle", Schemas.Text("The handle of the streams.", pattern: HandlePattern), "f47ac10b-58cc-4372-a567"),
                RequiredQuery("how", Schemas.Word("`cut` aborts the connections, as when a network fails. `shutdown` ends the streams with a "
                    + "`shutdown` event, as when the server shuts down.", "cut", "shutdown"), "cut"),
            ],
            Responses =
            [
                Json("Disconnected", "The streams have been disconnected."),
                Problem(400, "A parameter is missing or invalid.", "how is 'kill'; it must be cut or shutdown."),
                Problem(403, "A page of another site that is not allowed sent the request.", "Requests from pages of another site are not allowed."),
            ],
        },
    ];

    private static IEnumerable<string> Periodic =>
        BuiltInChannels.All.Where(channel => channel.Period is not null).Select(channel => channel.Name);

    /// <summary>The names of the built-in channels of which something is true.</summary>
    public static string NamesOf(Func<BuiltInChannel, bool> predicate) =>
        string.Join(", ", BuiltInChannels.All.Where(predicate).Select(channel => $"`{channel.Name}`"));

    private static OpenApiParameter[] MarketParameters =>
    [
        Query("symbols", Schemas.Text(
            "The instruments to stream, as a comma-separated list of symbols in any case, or `@watchlist` for the signed-in user's "
                + "watchlist when the stream opens. The default is all. Unknown symbols return 400 with their names."), "AAPL,MSFT"),
        Query("interval", Schemas.Whole("The minimum interval between `quotes` events, in milliseconds. Updates in between are "
            + "conflated to the latest value of each symbol.", 0, 60_000, 0), 500),
        Query("snapshot", Schemas.Flag(
            "Whether a new stream begins with a `snapshot`. A stream that cannot resume from its cursor always does.", true)),
        LastEventId,
        LastEventIdQuery,
        Ticket,
        Handle,
    ];

    /// <summary>The schemas of responses, by name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Bodies =>
    [
        ("Ticket", Schemas.Object("A ticket that opens one stream.",
            ("ticket", Schemas.Text("The ticket.", "3q2-7wVgk0q1cX0m2sO4mJt8yQpN5rT6uVwXyZ01234")),
            ("expires", Schemas.Time("The time at which an unused ticket expires.")))),
        ("Disconnected", Schemas.Object("The result.",
            ("disconnected", Schemas.Whole("The number of streams that have been disconnected.")))),
    ];

    internal static OpenApiParameter Handle => Query("handle", Schemas.Text(
        "A random string that the client keeps secret, with which `POST /stream/disconnect` disconnects the stream.", pattern: HandlePattern));

    internal static OpenApiParameter Ticket => Query("ticket", Schemas.Text(
        "A ticket from `POST /stream/ticket`, for clients that cannot send a token in a header. `token` is also accepted as the name."));

    internal static OpenApiParameter History => Query("history", Schemas.Whole(
        "For a new stream, the number of retained events to send first.", 0, 100, 0));

    internal static OpenApiParameter LastEventId => RequestHeader("Last-Event-ID",
        "The cursor: the id of the newest event that the client has received. `EventSource` sends it automatically when it "
            + "reconnects. An unusable cursor is not an error: `hello` contains the reason, and a snapshot follows.");

    internal static OpenApiParameter LastEventIdQuery => Query("lastEventId", Schemas.Text(
        "The cursor, for clients that open a new `EventSource`. The header takes precedence. `last_event_id` is also accepted."));

    private static EndpointResponse MarketEvents => Events("hello", "snapshot", "quotes", "market", "heartbeat", "shutdown");

    internal static EndpointResponse BadQuery => Problem(400, "A parameter is invalid.",
        "interval is '70000'; it must be a whole number of milliseconds from 0 to 60000.");

    internal static EndpointResponse NoToken => Problem(401, "The token or ticket is missing or invalid.", NeedsToken, Authenticate);

    private static EndpointResponse NoUser => Problem(
        401, "`symbols=@watchlist` was requested without a valid token or ticket, or the ticket is invalid.", NeedsToken, Authenticate);

    internal static EndpointResponse TooMany => Problem(
        429, "The client's address has reached the maximum number of open streams, of streams opened per minute, or of channels.",
        "An address can have at most 20 streams open.", RetryAfter);

    internal static EndpointResponse Unavailable => Problem(
        503, "The server is shutting down, or the maximum number of streams or channels has been reached.",
        "The server is shutting down.", RetryAfter);

    internal static EndpointResponse Events(params string[] names) => new(StatusCodes.Status200OK, Response(
        "An endless stream of Server-Sent Events. It begins with `retry:` and a comment. Each event then has an `id:` (if any), "
            + "an `event:` and `data:` with a JSON object, in several lines if it is longer than 64 KB. "
            + $"`{EventTypes.Extension}` lists the events and their schemas.",
        [
            ("Cache-Control", Always("no-store, no-transform", "Streams must be neither cached nor transformed by intermediaries.")),
            ("X-Accel-Buffering", Always("no", "Disables buffering in nginx.")),
            ("X-Content-Type-Options", Always("nosniff", "Disables content sniffing.")),
        ],
        ("text/event-stream", new OpenApiMediaType
        {
            Schema = Schemas.Text("Events, each terminated by an empty line."),
            Example = "event: heartbeat\ndata: {\"time\":1767623410000,\"lastTick\":1767623409750}\n\n",
            Extensions = new Dictionary<string, IOpenApiExtension> { [EventTypes.Extension] = EventTypes.List(names) },
        })));
}
