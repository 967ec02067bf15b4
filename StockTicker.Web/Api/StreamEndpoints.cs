using Microsoft.OpenApi;
using StockTicker.Web.Streaming.Log;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.Parameters;

namespace StockTicker.Web.Api;

/// <summary>The streams.</summary>
internal static class StreamEndpoints
{
    /// <summary>What a channel's name looks like.</summary>
    public const string ChannelPattern = "^[a-z0-9][a-z0-9_-]{0,63}$";

    private const string NeedsToken = "A valid bearer token is required.";
    private const string Route = "/stream/{names?}";

    /// <summary>All of them.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/stream", "streamQuotes", "The market as it moves")
        {
            Route = Route,
            Group = EndpointGroup.Streams,
            HasHead = true,
            Description = "The same as `/stream/quotes`: a snapshot of every instrument, then each tick.",
            Parameters = MarketParameters,
            Responses = [MarketEvents, BadQuery, NoUser, TooMany, Unavailable],
        },
        new("/stock-stream", "streamStocks", "The market as it moves, under another name")
        {
            Group = EndpointGroup.Streams,
            HasHead = true,
            Description = "The same as `/stream/quotes`.",
            Parameters = MarketParameters,
            Responses = [MarketEvents, BadQuery, NoUser, TooMany, Unavailable],
        },
        new("/stream/{channels}", "streamChannels", "Any set of channels")
        {
            Route = Route,
            Group = EndpointGroup.Streams,
            HasHead = true,
            Description = "One stream for one channel or several, with one cursor for all of them. Built in are "
                + $"{string.Join("; ", BuiltInChannels.All.Select(channel => $"`{channel.Name}`, {channel.Description}"))}. "
                + "Any other well-formed name is a channel made by its first subscriber or publisher.",
            Parameters =
            [
                Path("channels", Schemas.Text("A channel's name, or a comma list of names.",
                    pattern: "^[a-z0-9][a-z0-9_-]{0,63}(,[a-z0-9][a-z0-9_-]{0,63})*$"), "quotes,notices"),
                .. MarketParameters,
                Query("history", Schemas.Whole("On a fresh start: so many of the newest kept events of the channels, so that a late "
                    + $"joiner sees the current notices. {NamesOf(channel => !channel.HasHistory)} have none.", 0, 100, 0)),
            ],
            Responses =
            [
                Events(["hello", "snapshot", "quotes", "market", "notice", "alert", .. Periodic, "heartbeat", "shutdown"]),
                Problem(400, "A channel's name or a parameter is not what it must be.",
                    "history is '101'; it must be a whole number of events from 0 to 100."),
                Problem(401, $"{NamesOf(channel => channel.NeedsUser)} or `symbols=@watchlist` was asked for without a valid token. Such a stream ends with its token.",
                    NeedsToken, Authenticate),
                TooMany,
                Unavailable,
            ],
        },
        new("/stream/me", "streamMine", "The signed-in user's own stream")
        {
            Route = Route,
            Group = EndpointGroup.Streams,
            HasHead = true,
            NeedsToken = true,
            Description = "What concerns this user alone, such as a price alert. The stream ends with its token, after `shutdown` with the "
                + "reason `expired`. A browser that has signed in at `/signin` sends its cookie in place of the token.",
            Parameters = [LastEventId, LastEventIdQuery, History],
            Responses = [Events("hello", "alert", "heartbeat", "shutdown"), BadQuery, NoToken, TooMany, Unavailable],
        },
        new("/protected-stream", "streamProtected", "The signed-in user's own stream, under another name")
        {
            Group = EndpointGroup.Streams,
            HasHead = true,
            NeedsToken = true,
            Description = "The same as `/stream/me`.",
            Parameters = [LastEventId, LastEventIdQuery, History],
            Responses = [Events("hello", "alert", "heartbeat", "shutdown"), BadQuery, NoToken, TooMany, Unavailable],
        },
    ];

    /// <summary>The names of the built-in channels of which something is true.</summary>
    public static string NamesOf(Func<BuiltInChannel, bool> predicate) =>
        string.Join(", ", BuiltInChannels.All.Where(predicate).Select(channel => $"`{channel.Name}`"));

    private static IEnumerable<string> Periodic =>
        BuiltInChannels.All.Where(channel => channel.Period is not null).Select(channel => channel.Name);

    private static OpenApiParameter[] MarketParameters =>
    [
        Query("symbols", Schemas.Text(
            "Only these instruments: a comma list of symbols, in any case, or `@watchlist` for those on the signed-in user's list "
                + "when the stream opens. Left out: all of them. An unknown one is answered with 400 and named."), "AAPL,MSFT"),
        Query("interval", Schemas.Whole("At least so many milliseconds between two `quotes` events; what came between is "
            + "conflated to the newest value of each symbol.", 0, 60_000, 0), 500),
        Query("snapshot", Schemas.Flag(
            "Whether a fresh start gets a `snapshot`. A cursor that cannot be served gets one in any case.", true)),
        LastEventId,
        LastEventIdQuery,
    ];

    private static OpenApiParameter History => Query("history", Schemas.Whole(
        "On a fresh start: so many of the newest kept events.", 0, 100, 0));

    private static OpenApiParameter LastEventId => RequestHeader("Last-Event-ID",
        "The cursor: the id of the newest event that the client has. `EventSource` sends it by itself when it reconnects. One "
            + "that cannot be served is no error: `hello` says why, and a snapshot follows.");

    private static OpenApiParameter LastEventIdQuery => Query("lastEventId", Schemas.Text(
        "The cursor, for a client that has to open a new `EventSource`. The header wins; `last_event_id` is accepted too."));

    private static EndpointResponse MarketEvents => Events("hello", "snapshot", "quotes", "market", "heartbeat", "shutdown");

    private static EndpointResponse BadQuery => Problem(400, "A parameter is not what it must be.",
        "interval is '70000'; it must be a whole number of milliseconds from 0 to 60000.");

    private static EndpointResponse NoToken => Problem(401, "`me` was asked for without a valid token.", NeedsToken, Authenticate);

    private static EndpointResponse NoUser => Problem(401, "`symbols=@watchlist` was asked for without a valid token.", NeedsToken, Authenticate);

    private static EndpointResponse TooMany => Problem(429, "The client's address has as many streams open as it may, or has opened as many "
        + "within a minute.", "One address may have 20 streams open.", RetryAfter);

    private static EndpointResponse Unavailable => Problem(503, "The server goes away, or there are as many streams or channels as there may be.",
        "The server is going away.", RetryAfter);

    private static EndpointResponse Events(params string[] names) => new(StatusCodes.Status200OK, Response(
        "A stream of Server-Sent Events that does not end by itself. It begins with `retry:` and a comment; then each block "
            + "has `id:` (where the event has one), `event:` and one line of `data:` with a JSON object. "
            + $"`{EventTypes.Extension}` names the events and their schemas.",
        [
            ("Cache-Control", Always("no-store, no-transform", "A stream is not kept, and nobody changes it on its way.")),
            ("X-Accel-Buffering", Always("no", "Tells nginx to pass each event on at once.")),
            ("X-Content-Type-Options", Always("nosniff", "The media type is what it says.")),
        ],
        ("text/event-stream", new OpenApiMediaType
        {
            Schema = Schemas.Text("Blocks of lines, each ended by an empty line."),
            Example = "event: heartbeat\ndata: {\"time\":1767623410000,\"lastTick\":1767623409750}\n\n",
            Extensions = new Dictionary<string, IOpenApiExtension> { [EventTypes.Extension] = EventTypes.List(names) },
        })));
}
