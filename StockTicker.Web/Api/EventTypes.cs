using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;
using static StockTicker.Web.Api.Property;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>Describes a type of event on a stream.</summary>
/// <param name="Name">The value of <c>event:</c>.</param>
/// <param name="When">When the event is sent.</param>
/// <param name="HasId">When the event has an id.</param>
/// <param name="Schema">The schema of <c>data:</c>.</param>
internal sealed record EventType(string Name, string When, string HasId, OpenApiSchema Schema)
{
    /// <summary>The name of the schema in the components of the document.</summary>
    public string SchemaName => $"{char.ToUpperInvariant(Name[0])}{Name[1..]}Event";

    /// <summary>Writes the entry in <see cref="EventTypes.Extension"/>.</summary>
    public JsonNode ToJson() => new JsonObject
    {
        ["event"] = Name,
        ["when"] = When,
        ["id"] = HasId,
        ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{SchemaName}" },
    };
}

/// <summary>Describes the events that a stream can contain.</summary>
internal static class EventTypes
{
    /// <summary>
    /// The extension in which a <c>text/event-stream</c> response lists its events. OpenAPI 3.1 has one schema for a response and
    /// cannot describe the items of a sequence.
    /// </summary>
    public const string Extension = "x-events";

    private const string Every = "always";
    private const string Never = "never";

    /// <summary>All types of events.</summary>
    public static ImmutableArray<EventType> All =>
    [
        new("hello", "Always first.", "when no `snapshot` follows", Object("How this stream starts, and the reason.",
            ("mode", Word(
                "`snapshot`: a snapshot follows. `resume`: the missed events follow. `live`: only new events follow.",
                "snapshot", "resume", "live")),
            ("reason", Word("The reason. `new`: no cursor was sent. `resumed`: the stream resumes from the cursor. `trimmed`: the "
                + "cursor is too old. `ahead`: it is newer than the log. `epoch`: it belongs to another run. `malformed`: it is not an id.",
                "new", "resumed", "trimmed", "ahead", "epoch", "malformed")),
            ("time", Time("The time of the server.")),
            ("channels", ListOf(Text("A channel.", "quotes"), "The channels of this stream.")),
            ("version", Text("The version of the server.", "0.1.0")),
            ("updateInterval", Whole("The interval between batches of the market, in milliseconds.", 1)),
            ("heartbeat", Whole("The idle time after which a `heartbeat` is sent, in milliseconds.", 1000)),
            ("interval", Whole("The requested minimum interval between `quotes` events, in milliseconds.", 0, 60_000)),
            Optional("user", Object("The signed-in user. Only on streams with `me`.",
                ("id", Text("The `sub` of the token.")),
                ("name", Text("The display name.")))))
            .WithExample("""
                {"mode":"snapshot","reason":"new","time":1767623400000,"channels":["quotes"],"version":"0.1.0",
                "updateInterval":250,"heartbeat":10000,"interval":0}
                """)),
        new("snapshot", "After `hello` in mode `snapshot`, on a stream with `quotes`.", Every, Object(
            "The current state of the market: full quotes of the requested instruments.",
            ("time", Time("The time of the newest batch.")),
            ("market", Object("The trading status.",
                ("state", Word("The state of the whole market.", "open", "closed", "halted")),
                ("halted", ListOf(Text("A symbol.", "AAPL"), "The individually halted instruments.")))),
            ("quotes", ListOf(Named("Quote"), "The quotes, in the market's order.")))
            .WithExample($$"""{"time":1767623400250,"market":{"state":"open","halted":[]},"quotes":[{{SampleQuote.Full}}]}""")),
        new("quotes", "For each batch of the market, or for several that were conflated.", Every, Object(
            "The latest values of the changed instruments.",
            ("prev", QuoteSchemas.Id("The id of the previous `quotes` or `snapshot` event on this connection, to detect gaps.")),
            ("time", Time("The time of the newest batch in the event.")),
            ("merged", Whole("The number of updates that conflation left out.")),
            ("quotes", ListOf(Named("QuoteUpdate"), "Absolute values, one entry for each instrument that changed.")))
            .WithExample($$"""{"prev":"1767623400000-1","time":1767623400500,"merged":0,"quotes":[{{SampleQuote.Update}}]}""")),
        new("market", "When a session begins or ends, or trading is halted.", Every, Object("A change of the trading status.",
            ("state", Word("The new state.", "open", "closed", "halted")),
            Optional("symbol", Text("The instrument, if the change concerns only one.", "AAPL")),
            Optional("reason", Text("The reason, as text.")),
            ("time", Time("The time of the change.")))
            .WithExample("""{"state":"halted","symbol":"AAPL","reason":"News pending","time":1767623400500}""")),
        new("notice",
            "When an operator publishes to a channel. `notice` is the default type; operators may choose another, with the same data.",
            Every, Object("A published event.",
            ("type", Text("The type of the event.", "notice", BroadcastEndpoints.TypePattern)),
            ("message", new OpenApiSchema { Description = "The published message: any JSON value." }),
            ("channel", Text("The channel to which the event was published.", "notices")),
            ("time", Time("The time of the publication.")))
            .WithExample("""
                {"type":"notice","message":"The market closes at 16:00.","channel":"notices","time":1767623400500}
                """)),
        new("alert", "On `me`, when a price alert of the user fires.", Every, Object("A price alert that has fired.",
            ("symbol", Text("The symbol of the instrument.", "AAPL")),
            ("condition", Word("The condition of the alert.", UserEndpoints.Conditions)),
            ("threshold", Number("A price or, for `percent`, a percentage.", 0)),
            ("price", Number("The price that met the condition.", 0)),
            ("time", Time("The time at which the alert fired, by the market's clock.")))
            .WithExample("""{"symbol":"AAPL","condition":"above","threshold":150.00,"price":150.21,"time":1767623400500}""")),
        .. BuiltInChannels.All.Where(channel => channel.Period is not null).Select(Periodic),
        new("heartbeat", "After the heartbeat interval without another event; on a busy stream, every 1.5 heartbeat intervals.",
            "when it moves the cursor", Object(
            "The stream is alive. The id, if present, is the id up to which this connection is up to date.",
            ("time", Time("The time of the server.")),
            ("lastTick", Time("The time at which the market last published.")))
            .WithExample("""{"time":1767623410000,"lastTick":1767623409750}""")),
        new("shutdown", "As the last event, when the server shuts down or the token of a stream with `me` expires.", Never,
            Object("The end of the stream.",
            ("reason", Word("`draining`: the server is shutting down. `expired`: the token has expired.", "draining", "expired")),
            ("retry", Whole(
                "The time to wait before reconnecting, in milliseconds; random for each client.", RetryDelay.Min, RetryDelay.Max)))
            .WithExample("""{"reason":"draining","retry":2750}""")),
    ];

    private static EventType Periodic(BuiltInChannel channel) => new(
        channel.Name, $"Every {channel.Period!.Value.TotalSeconds} s on `{channel.Name}`.", Never,
        Object("The time.", ("time", Time("The time of the market."))).WithExample("""{"time":1767623401000}"""));

    /// <summary>Creates the extension of a response that lists the named events, in this order.</summary>
    public static JsonNodeExtension List(params string[] names) =>
        new(new JsonArray([.. names.Select(name => All.Single(type => type.Name == name).ToJson())]));
}
