using Microsoft.Extensions.Options;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// Which channels are alive and how many subscribe to each. The built-in ones always are; any other is made by its first subscriber or
/// publisher and reclaimed when it has been unused for a while, or at once when its place is needed. Safe for use from any thread.
/// </summary>
internal sealed class ChannelRegistry(TimeProvider time, IOptions<StreamingOptions> options)
{
    // How long a channel without subscribers stays in the statistics.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Channel> _channels = BuiltInChannels.All.ToDictionary(channel => channel.Name, _ => new Channel());

    /// <summary>How many subscribe to each living channel.</summary>
    public IReadOnlyDictionary<string, int> Subscribers
    {
        get
        {
            lock (_gate)
            {
                Reclaim(Idle);
                return _channels.ToDictionary(channel => channel.Key, channel => channel.Value.Subscribers);
            }
        }
    }

    /// <summary>Counts a subscriber of these channels, and makes those that there are not; all of them or, where there is no room, none.</summary>
    public bool TrySubscribe(IReadOnlyList<string> names)
    {
        lock (_gate)
        {
            if (!TryMake(names))
                return false;
            foreach (var name in names)
                _channels[name].Subscribers++;
            return true;
        }
    }

    /// <summary>Counts the subscriber no more.</summary>
    public void Unsubscribe(IReadOnlyList<string> names)
    {
        lock (_gate)
        {
            foreach (var name in names)
            {
                var channel = _channels[name];
                channel.Subscribers--;
                channel.UsedAt = time.GetTimestamp();
            }
        }
    }

    /// <summary>Makes the channel where there is none and says how many subscribe to it; false where there is no room.</summary>
    public bool TryPublish(string name, out int subscribers)
    {
        lock (_gate)
        {
            subscribers = 0;
            if (!TryMake([name]))
                return false;
            var channel = _channels[name];
            channel.UsedAt = time.GetTimestamp();
            subscribers = channel.Subscribers;
            return true;
        }
    }

    private bool TryMake(IReadOnlyList<string> names)
    {
        var missing = names.Where(name => !_channels.ContainsKey(name)).ToList();
        if (missing.Count > Room)
            Reclaim(TimeSpan.Zero);
        // Of those that were asked for, some may have been reclaimed just now.
        missing = [.. names.Where(name => !_channels.ContainsKey(name))];
        if (missing.Count > Room)
            return false;
        foreach (var name in missing)
            _channels.Add(name, new Channel { UsedAt = time.GetTimestamp() });
        return true;
    }

    private int Room => options.Value.MaxChannels + BuiltInChannels.All.Length - _channels.Count;

    private void Reclaim(TimeSpan idle)
    {
        foreach (var (name, channel) in _channels)
        {
            if (channel.Subscribers == 0 && BuiltInChannels.Find(name) is null && time.GetElapsedTime(channel.UsedAt) >= idle)
                _channels.Remove(name);
        }
    }

    private sealed class Channel
    {
        public int Subscribers { get; set; }

        public long UsedAt { get; set; }
    }
}
