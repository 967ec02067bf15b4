using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>Produces the events of the periodic channels of one stream. Not thread-safe.</summary>
internal sealed class PeriodicCursor(IReadOnlyList<BuiltInChannel> channels, DateTimeOffset start)
{
    // For each channel, the number of its periods up to its last event.
    private readonly long[] _counts = [.. channels.Select(channel => Count(channel, start))];

    /// <summary>The time at which the next event is due.</summary>
    public DateTimeOffset Due
    {
        get
        {
            var due = DateTimeOffset.MaxValue;
            for (var i = 0; i < channels.Count; i++)
            {
                var next = DateTimeOffset.UnixEpoch + (_counts[i] + 1) * channels[i].Period!.Value;
                if (next < due)
                    due = next;
            }
            return due;
        }
    }

    /// <summary>Gets the next event, if one is due. Missed periods have no events.</summary>
    public bool TryNext(DateTimeOffset now, out OutgoingFrame frame)
    {
        frame = default;
        for (var i = 0; i < channels.Count; i++)
        {
            var count = Count(channels[i], now);
            if (count <= _counts[i])
                continue;
            _counts[i] = count;
            frame = (ReadOnlyMemory<byte>)Frames.Event(channels[i].Name, null, new { time = now.ToUnixTimeMilliseconds() });
            return true;
        }
        return false;
    }

    private static long Count(BuiltInChannel channel, DateTimeOffset now) => (now - DateTimeOffset.UnixEpoch).Ticks / channel.Period!.Value.Ticks;
}
