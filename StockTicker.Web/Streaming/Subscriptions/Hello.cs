using System.Buffers;
using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>Writes the first bytes of a stream: the reconnection time, a comment and the <c>hello</c> event.</summary>
internal sealed class Hello(EventLog log, MarketClock clock, IOptions<StreamingOptions> streaming)
{
    /// <summary>The version of the application.</summary>
    internal static readonly string Version =
        typeof(Hello).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public ReadOnlyMemory<byte> Write(StreamRequest request, StreamStart start)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Frames.WriteOpening(output, RetryDelay.Next());
        if (request is { Greeting: true, User: { } greeted })
            Frames.WriteMessage(output, $"Welcome {greeted.Name}!");
        StreamEventId? id = start.Mode == StartMode.Snapshot ? null : log.IdOf(start.Sequence);
        Frames.WriteEvent(output, "hello", id, new Data(
            Name(start.Mode),
            Name(start.Reason),
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            request.Channels,
            Version,
            (long)clock.UpdateInterval.TotalMilliseconds,
            (long)streaming.Value.HeartbeatInterval.TotalMilliseconds,
            (long)request.Interval.TotalMilliseconds,
            request is { NeedsUser: true, User: { } user } ? new UserData(user.Id, user.Name) : null));
        return output.WrittenMemory;
    }

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private sealed record Data(
        string Mode, string Reason, long Time, IReadOnlyList<string> Channels, string Version, long UpdateInterval, long Heartbeat,
        long Interval, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UserData? User);

    private sealed record UserData(string Id, string Name);
}
