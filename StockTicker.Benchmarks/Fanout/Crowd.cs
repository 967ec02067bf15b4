using System.Net;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>The clients of one server.</summary>
internal sealed class Crowd(Protocol protocol, int port) : IDisposable
{
    // Fewer than a server lets wait to be accepted.
    private const int AskAtOnce = 100;

    private static readonly TimeSpan TestTimeout = TimeSpan.FromSeconds(30);

    private readonly List<Watcher> _watchers = [];
    private int _oldest;
    private long _gapsOfThoseGone;

    /// <summary>How long events were on their way to all of them.</summary>
    public LatencyTally Latencies { get; } = new();

    /// <summary>How many quotes have come to those that are there.</summary>
    public long Quotes => _watchers.Sum(watcher => watcher.Quotes);

    /// <summary>How many quotes the server left out for newer ones, to those that are there.</summary>
    public long Merged => _watchers.Sum(watcher => watcher.Merged);

    /// <summary>How many events did not name the one before them, to any client ever.</summary>
    public long Gaps => _gapsOfThoseGone + _watchers.Sum(watcher => watcher.Gaps);

    /// <summary>How many the server closed.</summary>
    public int Closed => _watchers.Count(watcher => watcher.IsClosed);

    /// <summary>Opens so many more.</summary>
    public void Open(int count)
    {
        _watchers.AddRange(Enumerable.Range(0, count).Select(_ => new Watcher(protocol, Latencies)));
        foreach (var asking in _watchers[^count..].Chunk(AskAtOnce))
            Open(asking);
    }

    /// <summary>Closes those that have been there for longest, and opens as many.</summary>
    public void Reopen(int count)
    {
        for (var left = count; left > 0; left -= AskAtOnce)
            Open(Enumerable.Range(0, Math.Min(left, AskAtOnce)).Select(_ => ReplaceOldest()).ToArray());
    }

    /// <summary>Waits until each of them has got quotes.</summary>
    /// <exception cref="TimeoutException">Some get none.</exception>
    public void WaitForQuotes()
    {
        if (!SpinWait.SpinUntil(() => _watchers.TrueForAll(watcher => watcher.Quotes > 0 || watcher.IsClosed), TestTimeout))
            throw new TimeoutException($"{_watchers.Count(watcher => watcher.Quotes == 0)} of {_watchers.Count} clients got no quotes.");
    }

    /// <inheritdoc/>
    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    private void Open(Watcher[] watchers)
    {
        foreach (var watcher in watchers)
            watcher.Ask(new IPEndPoint(IPAddress.Loopback, port));
        foreach (var watcher in watchers)
            watcher.Open();
    }

    private Watcher ReplaceOldest()
    {
        _gapsOfThoseGone += _watchers[_oldest].Gaps;
        _watchers[_oldest].Dispose();
        var replacement = _watchers[_oldest] = new Watcher(protocol, Latencies);
        _oldest = (_oldest + 1) % _watchers.Count;
        return replacement;
    }
}
