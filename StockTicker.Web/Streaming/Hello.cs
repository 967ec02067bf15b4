using System.Buffers;
using System.Reflection;
using Microsoft.Extensions.Options;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming;

/// <summary>Writes the first bytes of a stream: how long to wait before reconnecting, a comment, and the <c>hello</c> event.</summary>
internal sealed class Hello(EventLog log, MarketClock clock, IOptions<StreamingOptions> streaming)
{
    private static readonly string Version =
        typeof(Hello).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public ReadOnlyMemory<byte> Write(StreamRequest request, StartingPoint start)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Frames.WriteOpening(output, RetryDelay.Next());
        EventId? id = start.Mode == StartMode.Snapshot ? null : new EventId(log.Epoch, start.Sequence);
        Frames.WriteEvent(output, "hello", id, new
        {
            mode = Name(start.Mode),
            reason = Name(start.Reason),
            time = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            channels = request.Channels,
            version = Version,
            updateInterval = (long)clock.UpdateInterval.TotalMilliseconds,
            heartbeat = (long)streaming.Value.HeartbeatInterval.TotalMilliseconds,
            interval = (long)request.Interval.TotalMilliseconds,
        });
        return output.WrittenMemory;
    }

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
