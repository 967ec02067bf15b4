using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>Produces the events of the periodic channels on one stream. Not safe for use by two threads at once.</summary>
internal sealed class PeriodicCursor(IReadOnlyList<BuiltInChannel> channels, DateTimeOffset start)
{
    // By channel: how many of its periods there had been when it last had an event.
    private readonly long[] _counts = [.. channels.Select(channel => Count(channel, start))];

    /// <summary>When the next event is due.</summary>
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

    /// <summary>The next event that is due; periods that were missed have none.</summary>
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
