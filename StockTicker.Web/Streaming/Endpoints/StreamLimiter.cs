using System.Net;
using Microsoft.Extensions.Options;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>
/// Limits the open streams per client address, the new streams per client address and minute, and the open streams in total, checked in
/// this order. A rejected stream does not count towards any limit. Thread-safe.
/// </summary>
/// <remarks>
/// ASP.NET Core's rate limiter would count requests before they become streams, and uses a timer with ten ticks per second for each
/// address. Here, a lease is a counter in a table, and an idle address is forgotten after a minute.
/// </remarks>
internal sealed partial class StreamLimiter(TimeProvider time, IOptions<StreamingOptions> options, ILogger<StreamLimiter> logger)
{
    /// <summary>The maximum number of addresses without a stream that are tracked.</summary>
    public const int MaxIdle = 50_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly StreamingOptions _limits = options.Value;
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientAddress, Client> _clients = [];
    private int _leases;
    private int _idle;
    private bool _isFull;

    /// <summary>The number of leases, which equals the number of streams.</summary>
    public int Leases => Volatile.Read(ref _leases);

    /// <summary>The number of tracked addresses.</summary>
    public int Addresses
    {
        get
        {
            lock (_gate)
                return _clients.Count;
        }
    }

    /// <summary>
    /// Acquires a lease for a stream of an address. The limits per address do not apply to null, the address of a proxy on a Unix socket.
    /// </summary>
    /// <param name="lease">The lease, to be disposed of when the stream ends.</param>
    /// <param name="refusal">The reason if no lease is available.</param>
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
                $"An address can have at most {most} streams open.", RetryDelay.NextSeconds());
        else if (_limits.NewStreamsPerMinute is > 0 and var fastest && client.Opened >= fastest)
            refusal = new Refusal(StatusCodes.Status429TooManyRequests, $"An address can open at most {fastest} streams per minute.",
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
            $"The maximum of {_limits.MaxStreams} open streams has been reached.", RetryDelay.NextSeconds());
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

    /// <summary>Returns a lease.</summary>
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
            // Logged below 90 % rather than at the first returned lease, to avoid a message for each stream on a full server.
            if (!_isFull || _leases > _limits.MaxStreams * 0.9)
                return;
            _isFull = false;
            LogRoom(_leases, _limits.MaxStreams);
        }
    }

    // Removes addresses whose minute has passed and, if that is not enough, all without a stream: exceeding a limit is better than
    // unbounded memory.
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

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Rejecting streams from {Address}: {Reason} Further rejections in this minute are not logged.")]
    private partial void LogRefused(ClientAddress address, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Rejecting all new streams: the maximum of {MaxStreams} open streams has been reached.")]
    private partial void LogFull(int maxStreams);

    [LoggerMessage(Level = LogLevel.Information, Message = "Accepting new streams again: {Streams} of {MaxStreams} are open.")]
    private partial void LogRoom(int streams, int maxStreams);

    /// <summary>The counters of an address.</summary>
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
