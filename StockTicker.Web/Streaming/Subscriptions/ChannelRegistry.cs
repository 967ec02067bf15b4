using System.Net;
using Microsoft.Extensions.Options;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// The channels that exist and the number of their subscribers. The built-in ones always exist; any other is made by its first subscriber
/// or publisher and removed after it has been unused for a while, or at once when another needs its place. Thread-safe.
/// </summary>
/// <remarks>
/// An address is limited by the made channels that it subscribes to, including those of others, because its subscription keeps them alive.
/// Operators have places of their own, so that they can publish when subscribers have taken all others.
/// </remarks>
internal sealed class ChannelRegistry(TimeProvider time, IOptions<StreamingOptions> options)
{
    // How long a channel without subscribers stays in the statistics.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    // One place for operators to so many others.
    private const int OthersPerOperatorPlace = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Channel> _channels = BuiltInChannels.All.ToDictionary(channel => channel.Name, _ => new Channel());
    private readonly Dictionary<ClientAddress, Dictionary<string, int>> _madeByAddress = [];

    /// <summary>The number of subscribers of each channel.</summary>
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

    /// <summary>The number of addresses that subscribe to made channels.</summary>
    public int Addresses
    {
        get
        {
            lock (_gate)
                return _madeByAddress.Count;
        }
    }

    /// <summary>Subscribes to all of these channels, making those that do not exist, or to none.</summary>
    /// <param name="address">The client's address, or null if it has none. Use the same for <see cref="Unsubscribe"/>.</param>
    public ChannelAdmission Subscribe(IReadOnlyList<string> names, IPAddress? address)
    {
        lock (_gate)
        {
            var client = Counted(address);
            if (client is { } limited && CountWith(limited, names) > options.Value.MaxChannelsPerAddress)
                return ChannelAdmission.AddressIsFull;
            if (!TryMake(names, places: 0))
                return ChannelAdmission.ServerIsFull;
            foreach (var name in names)
            {
                _channels[name].Subscribers++;
                if (client is { } counted && BuiltInChannels.Find(name) is null)
                    Count(counted, name, 1);
            }
            return ChannelAdmission.Granted;
        }
    }

    /// <summary>Ends a subscription.</summary>
    public void Unsubscribe(IReadOnlyList<string> names, IPAddress? address)
    {
        lock (_gate)
        {
            foreach (var name in names)
            {
                var channel = _channels[name];
                channel.Subscribers--;
                channel.UsedAt = time.GetTimestamp();
                if (Counted(address) is { } client && BuiltInChannels.Find(name) is null)
                    Count(client, name, -1);
            }
        }
    }

    /// <summary>Makes the channel if it does not exist, and gets the number of its subscribers. Returns false if there is no room.</summary>
    public bool TryPublish(string name, out int subscribers)
    {
        lock (_gate)
        {
            subscribers = 0;
            if (!TryMake([name], options.Value.MaxChannels / OthersPerOperatorPlace))
                return false;
            var channel = _channels[name];
            channel.UsedAt = time.GetTimestamp();
            subscribers = channel.Subscribers;
            return true;
        }
    }

    // The address if it is limited.
    private ClientAddress? Counted(IPAddress? address) =>
        address is not null && options.Value.MaxChannelsPerAddress > 0 ? new ClientAddress(address) : null;

    private int CountWith(ClientAddress client, IReadOnlyList<string> names)
    {
        var made = names.Where(name => BuiltInChannels.Find(name) is null);
        return _madeByAddress.TryGetValue(client, out var current)
            ? current.Count + made.Count(name => !current.ContainsKey(name))
            : made.Count();
    }

    private void Count(ClientAddress client, string name, int change)
    {
        if (!_madeByAddress.TryGetValue(client, out var made))
            _madeByAddress.Add(client, made = []);
        var count = made.GetValueOrDefault(name) + change;
        if (count > 0)
            made[name] = count;
        else if (made.Remove(name) && made.Count == 0)
            _madeByAddress.Remove(client);
    }

    private bool TryMake(IReadOnlyList<string> names, int places)
    {
        var missing = names.Where(name => !_channels.ContainsKey(name)).ToList();
        if (missing.Count == 0)
            return true;
        if (missing.Count > Room(places))
            Reclaim(TimeSpan.Zero);
        // Of the requested ones, some may have been removed just now.
        missing = [.. names.Where(name => !_channels.ContainsKey(name))];
        if (missing.Count > Room(places))
            return false;
        foreach (var name in missing)
            _channels.Add(name, new Channel { UsedAt = time.GetTimestamp() });
        return true;
    }

    private int Room(int places) => options.Value.MaxChannels + places + BuiltInChannels.All.Length - _channels.Count;

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

/// <summary>Whether a client can subscribe to channels.</summary>
internal enum ChannelAdmission
{
    /// <summary>It has subscribed.</summary>
    Granted,

    /// <summary>Its address subscribes to as many made channels as one can.</summary>
    AddressIsFull,

    /// <summary>The server has as many made channels as there can be.</summary>
    ServerIsFull,
}
