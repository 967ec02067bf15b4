using System.Net;
using Microsoft.Extensions.Options;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>
/// Leases the places that there are for streams: so many for each client address, so many new ones for it within a minute, and so
/// many in all, looked at in this order. Whoever is refused uses nothing up. Safe for use from any thread.
/// </summary>
/// <remarks>
/// ASP.NET Core's rate limiter would count requests before anybody knows whether they become streams, and wakes ten times a second for
/// each address. Here a lease is a number in a table, and what an address was allowed is forgotten a minute later.
/// </remarks>
internal sealed partial class StreamLimiter(TimeProvider time, IOptions<StreamingOptions> options, ILogger<StreamLimiter> logger)
{
    /// <summary>How many addresses without a stream are remembered at most, whoever comes.</summary>
    public const int MaxIdle = 50_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly StreamingOptions _limits = options.Value;
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientAddress, Client> _clients = [];
    private int _leases;
    private int _idle;
    private bool _isFull;

    /// <summary>How many leases are out: as many as streams.</summary>
    public int Leases => Volatile.Read(ref _leases);

    /// <summary>How many addresses are remembered.</summary>
    public int Addresses
    {
        get
        {
            lock (_gate)
                return _clients.Count;
        }
    }

    /// <summary>Leases a place for a stream of this address; null, which a proxy on a Unix socket has, stands for nobody in particular.</summary>
    /// <param name="lease">Permission to keep the stream open, until it is disposed of.</param>
    /// <param name="refusal">Why there is none.</param>
    public bool TryAcquire(IPAddress? address, out StreamLease lease, out Refusal refusal)
    {
        lock (_gate)
        {
            lease = null!;
            Client? client = null;
            if (address is not null && (_limits.MaxStreamsPerAddress > 0 || _limits.NewStreamsPerMinute > 0))
            {
                client = ClientOf(new ClientAddress(address));
                if (RefusalOf(client) is { } refused)
                {
                    refusal = refused;
                    return false;
                }
            }
            if (_limits.MaxStreams > 0 && _leases >= _limits.MaxStreams)
            {
                refusal = Full();
                return false;
            }
            Take(client);
            lease = new StreamLease(this, client);
            refusal = default;
            return true;
        }
    }

    private Client ClientOf(ClientAddress address)
    {
        if (_clients.TryGetValue(address, out var known))
        {
            if (time.GetElapsedTime(known.WindowStart) >= Window)
                known.BeginWindow(time.GetTimestamp());
            return known;
        }
        if (_idle >= MaxIdle)
            Forget();
        var client = new Client(address);
        client.BeginWindow(time.GetTimestamp());
        _clients.Add(address, client);
        _idle++;
        return client;
    }

    private Refusal? RefusalOf(Client client)
    {
        Refusal refusal;
        if (_limits.MaxStreamsPerAddress is > 0 and var most && client.Streams >= most)
            refusal = new Refusal(StatusCodes.Status429TooManyRequests,
                $"One address may have {most} streams open.", RetryDelay.NextSeconds());
        else if (_limits.NewStreamsPerMinute is > 0 and var fastest && client.Opened >= fastest)
            refusal = new Refusal(StatusCodes.Status429TooManyRequests, $"One address may open {fastest} streams a minute.",
                (int)Math.Ceiling((Window - time.GetElapsedTime(client.WindowStart)).TotalSeconds));
        else
            return null;
        if (!client.IsReported)
            LogRefused(client.Address, refusal.Reason);
        client.IsReported = true;
        return refusal;
    }

    private Refusal Full()
    {
        if (!_isFull)
            LogFull(_limits.MaxStreams);
        _isFull = true;
        return new Refusal(StatusCodes.Status503ServiceUnavailable,
            $"There are {_limits.MaxStreams} streams, as many as there may be.", RetryDelay.NextSeconds());
    }

    private void Take(Client? client)
    {
        _leases++;
        if (client is null)
            return;
        client.Opened++;
        if (client.Streams++ == 0)
            _idle--;
    }

    /// <summary>Gives back what a lease held.</summary>
    internal void Return(Client? client)
    {
        lock (_gate)
        {
            _leases--;
            if (client is not null && --client.Streams == 0)
            {
                _idle++;
                if (_idle > MaxIdle)
                    Forget();
            }
            // Not at the first lease that comes back, or every stream that leaves a full server would be news.
            if (!_isFull || _leases > _limits.MaxStreams * 0.9)
                return;
            _isFull = false;
            LogRoom(_leases, _limits.MaxStreams);
        }
    }

    // Those whose minute is over; and if that makes no room, all that have no stream: better a few streams too many than memory without end.
    private void Forget()
    {
        Forget(client => time.GetElapsedTime(client.WindowStart) >= Window);
        if (_idle > MaxIdle / 2)
            Forget(_ => true);
    }

    private void Forget(Func<Client, bool> isOver)
    {
        foreach (var (address, client) in _clients)
        {
            if (client.Streams > 0 || !isOver(client))
                continue;
            _clients.Remove(address);
            _idle--;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Streams are refused to {Address}: {Reason} More of this minute are not logged.")]
    private partial void LogRefused(ClientAddress address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Streams are refused to everybody: there are {MaxStreams}, as many as there may be.")]
    private partial void LogFull(int maxStreams);

    [LoggerMessage(Level = LogLevel.Information, Message = "There is room again: {Streams} of {MaxStreams} streams.")]
    private partial void LogRoom(int streams, int maxStreams);

    /// <summary>What is known of one address.</summary>
    internal sealed class Client(ClientAddress address)
    {
        public ClientAddress Address => address;

        public int Streams { get; set; }

        public int Opened { get; set; }

        public long WindowStart { get; private set; }

        public bool IsReported { get; set; }

        public void BeginWindow(long now) => (WindowStart, Opened, IsReported) = (now, 0, false);
    }
}
