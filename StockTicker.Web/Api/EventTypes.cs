using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;
using static StockTicker.Web.Api.Property;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>One type of event on a stream.</summary>
/// <param name="Name">What <c>event:</c> says.</param>
/// <param name="When">When it comes.</param>
/// <param name="HasId">When it carries an id.</param>
/// <param name="Schema">What <c>data:</c> holds.</param>
internal sealed record EventType(string Name, string When, string HasId, OpenApiSchema Schema)
{
    /// <summary>The name of its schema among the document's components.</summary>
    public string SchemaName => $"{char.ToUpperInvariant(Name[0])}{Name[1..]}Event";

    /// <summary>As an entry of <see cref="EventTypes.Extension"/>.</summary>
    public JsonNode ToJson() => new JsonObject
    {
        ["event"] = Name,
        ["when"] = When,
        ["id"] = HasId,
        ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{SchemaName}" },
    };
}

/// <summary>What may come over a stream.</summary>
internal static class EventTypes
{
    /// <summary>
    /// Where a <c>text/event-stream</c> response lists its events: OpenAPI 3.1 knows one schema for a response, and not one for
    /// each of the things that follow each other in it.
    /// </summary>
    public const string Extension = "x-events";

    private const string Every = "always";
    private const string Never = "never";

    /// <summary>All of them.</summary>
    public static ImmutableArray<EventType> All =>
    [
        new("hello", "Always first.", "when no `snapshot` follows", Object("How this stream starts, and why there.",
            ("mode", Word(
                "`snapshot`: a snapshot follows. `resume`: what the client missed follows. `live`: what comes next follows.",
                "snapshot", "resume", "live")),
            ("reason", Word("Why. `new`: no cursor was sent. `resumed`: the cursor is served. `trimmed`: it is too old. "
                + "`ahead`: it is newer than the log. `epoch`: it is another run's. `malformed`: it is no id.",
                "new", "resumed", "trimmed", "ahead", "epoch", "malformed")),
            ("time", Time("The server's clock.")),
            ("channels", ListOf(Text("A channel.", "quotes"), "What this stream carries.")),
            ("version", Text("The server's version.", "0.1.0")),
            ("updateInterval", Whole("Milliseconds between two batches of the market.", 1)),
            ("heartbeat", Whole("Milliseconds of silence before a `heartbeat`.", 1000)),
            ("interval", Whole("Least milliseconds between two `quotes` events, as asked for.", 0, 60_000)),
            Optional("user", Object("Whose stream it is; on a stream with `me` alone.",
                ("id", Text("The token's `sub`.")),
                ("name", Text("The name to show.")))))
            .WithExample("""
                {"mode":"snapshot","reason":"new","time":1767623400000,"channels":["quotes"],"version":"0.1.0",
                "updateInterval":250,"heartbeat":10000,"interval":0}
                """)),
        new("snapshot", "After `hello` in mode `snapshot`, on a stream with `quotes`.", Every, Object(
            "Where the market stands: every field of every instrument that was asked for.",
            ("time", Time("When the newest batch was made.")),
            ("market", Object("Whether there is trading.",
                ("state", Word("The whole market.", "open", "closed", "halted")),
                ("halted", ListOf(Text("A symbol.", "AAPL"), "Instruments in which alone trading is suspended.")))),
            ("quotes", ListOf(Named("Quote"), "In the market's order.")))
            .WithExample($$"""{"time":1767623400250,"market":{"state":"open","halted":[]},"quotes":[{{SampleQuote.Full}}]}""")),
        new("quotes", "A tick, or what conflation made of several.", Every, Object("The newest values of what changed.",
            ("prev", QuoteSchemas.Id("The `quotes` or `snapshot` event before this one on this connection: a gap shows.")),
            ("time", Time("When the newest batch in it was made.")),
            ("merged", Whole("How many updates conflation left out; 0 when none.")),
            ("quotes", ListOf(Named("QuoteUpdate"), "Full values, one for each instrument that changed.")))
            .WithExample($$"""{"prev":"1767623400000-1","time":1767623400500,"merged":0,"quotes":[{{SampleQuote.Update}}]}""")),
        new("market", "A session begins or ends, or trading is halted.", Every, Object("Whether there is trading from now on.",
            ("state", Word("The new state.", "open", "closed", "halted")),
            Optional("symbol", Text("The instrument, when it is about one alone.", "AAPL")),
            Optional("reason", Text("Why, in words.")),
            ("time", Time("When.")))
            .WithExample("""{"state":"halted","symbol":"AAPL","reason":"News pending","time":1767623400500}""")),
        new("notice",
            "Somebody published to a channel. `notice` is the default type; a publisher may choose another, with the same data.",
            Every, Object("What was published.",
            ("type", Text("The event's type.", "notice", BroadcastEndpoints.TypePattern)),
            ("message", new OpenApiSchema { Description = "Any JSON value, as it was published." }),
            ("channel", Text("Where it was published.", "notices")),
            ("time", Time("When.")))
            .WithExample("""
                {"type":"notice","message":"The market closes at 16:00.","channel":"notices","time":1767623400500}
                """)),
        new("alert", "On `me`: a price alert of this user fired.", Every, Object("A price that the user waited for.",
            ("symbol", Text("The instrument.", "AAPL")),
            ("condition", Word("What was waited for.", UserEndpoints.Conditions)),
            ("threshold", Number("The price that was named or, for `percent`, the per cent.", 0)),
            ("price", Number("The price that met it.", 0)),
            ("time", Time("When, by the market's clock.")))
            .WithExample("""{"symbol":"AAPL","condition":"above","threshold":150.00,"price":150.21,"time":1767623400500}""")),
        .. BuiltInChannels.All.Where(channel => channel.Period is not null).Select(Periodic),
        new("heartbeat", "After a silence of the heartbeat interval; on a busy stream every one and a half of it.",
            "when it moves the cursor", Object(
            "The stream lives. Its id, if it has one, is that through which this connection has been served.",
            ("time", Time("The server's clock.")),
            ("lastTick", Time("When the simulator last published.")))
            .WithExample("""{"time":1767623410000,"lastTick":1767623409750}""")),
        new("shutdown", "Last, when the server goes away or the token of a stream with `me` ends.", Never,
            Object("The stream ends after this.",
            ("reason", Word("`draining`: the server goes away. `expired`: the token has ended.", "draining", "expired")),
            ("retry", Whole("Milliseconds to wait before coming back; different for each client.", RetryDelay.Min, RetryDelay.Max)))
            .WithExample("""{"reason":"draining","retry":2750}""")),
    ];

    private static EventType Periodic(BuiltInChannel channel) => new(
        channel.Name, $"Every {channel.Period!.Value.TotalSeconds} s on `{channel.Name}`.", Never,
        Object("The time.", ("time", Time("The market's clock."))).WithExample("""{"time":1767623401000}"""));

    /// <summary>Those with these names, in this order, as an extension of a response.</summary>
    public static JsonNodeExtension List(params string[] names) =>
        new(new JsonArray([.. names.Select(name => All.Single(type => type.Name == name).ToJson())]));
}
