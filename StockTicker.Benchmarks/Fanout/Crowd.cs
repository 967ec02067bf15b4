using System.Net;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>The clients of a server.</summary>
internal sealed class Crowd : IDisposable
{
    // Less than the accept backlog of a server.
    private const int AskAtOnce = 100;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Protocol _protocol;
    private readonly int _port;
    private readonly BatchTimes _times;
    private readonly Watcher? _reference;
    private readonly List<Watcher> _watchers = [];
    private int _oldest;
    private long _gapsOfThoseGone;

    public Crowd(Protocol protocol, int port)
    {
        (_protocol, _port, _times) = (protocol, port, new BatchTimes(Latencies));
        if (!protocol.IsEventPerQuote)
            return;
        _reference = new Watcher(Protocol.ServerSentEvents, Latencies, _times, isReference: true);
        Open([_reference]);
    }

    /// <summary>The latency of the events of all clients.</summary>
    public LatencyTally Latencies { get; } = new();

    /// <summary>The number of quotes that the connected clients have received.</summary>
    public long Quotes => _watchers.Sum(watcher => watcher.Quotes);

    /// <summary>The number of quotes that conflation left out for the connected clients, and for the client that provides the times.</summary>
    public long Merged => _watchers.Sum(watcher => watcher.Merged) + (_reference?.Merged ?? 0);

    /// <summary>The number of events, of all clients so far, that did not refer to the previous event.</summary>
    public long Gaps => _gapsOfThoseGone + _watchers.Sum(watcher => watcher.Gaps);

    /// <summary>The number of clients that the server disconnected.</summary>
    public int Closed => _watchers.Count(watcher => watcher.IsClosed);

    /// <summary>Connects more clients.</summary>
    public void Open(int count)
    {
        _watchers.AddRange(Enumerable.Range(0, count).Select(_ => new Watcher(_protocol, Latencies, _times)));
        foreach (var asking in _watchers[^count..].Chunk(AskAtOnce))
            Open(asking);
    }

    /// <summary>Replaces the oldest clients by new ones.</summary>
    public void Reopen(int count)
    {
        for (var left = count; left > 0; left -= AskAtOnce)
            Open(Enumerable.Range(0, Math.Min(left, AskAtOnce)).Select(_ => ReplaceOldest()).ToArray());
    }

    /// <summary>Waits until each client has received quotes.</summary>
    /// <exception cref="TimeoutException">A client has not received quotes.</exception>
    public void WaitForQuotes()
    {
        if (!SpinWait.SpinUntil(() => _watchers.TrueForAll(watcher => watcher.Quotes > 0 || watcher.IsClosed), StartTimeout))
            throw new TimeoutException($"{_watchers.Count(watcher => watcher.Quotes == 0)} of {_watchers.Count} clients received no quotes.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reference?.Dispose();
        _watchers.ForEach(watcher => watcher.Dispose());
    }

    private void Open(Watcher[] watchers)
    {
        foreach (var watcher in watchers)
            watcher.Ask(new IPEndPoint(IPAddress.Loopback, _port));
        foreach (var watcher in watchers)
            watcher.Open();
    }

    private Watcher ReplaceOldest()
    {
        _gapsOfThoseGone += _watchers[_oldest].Gaps;
        _watchers[_oldest].Dispose();
        var replacement = _watchers[_oldest] = new Watcher(_protocol, Latencies, _times);
        _oldest = (_oldest + 1) % _watchers.Count;
        return replacement;
    }
}
