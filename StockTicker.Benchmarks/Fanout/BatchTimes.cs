namespace StockTicker.Benchmarks.Fanout;

/// <summary>
/// The times of batches by their id, from a stream whose events contain them, for the clients of a stream whose events do not. Thread-safe.
/// </summary>
internal sealed class BatchTimes(LatencyTally latencies)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, long> _times = [];
    private readonly List<(long Id, DateTime Arrival)> _waiting = [];

    /// <summary>Records the time of a batch, in Unix milliseconds.</summary>
    public void Add(long id, long time)
    {
        lock (_gate)
        {
            _times[id] = time;
            _waiting.RemoveAll(arrived => TryTally(arrived.Id, arrived.Arrival));
        }
    }

    /// <summary>Records that a batch has arrived at a client, possibly before its time is known.</summary>
    public void Arrived(long id)
    {
        var now = DateTime.UtcNow;
        lock (_gate)
        {
            if (!TryTally(id, now))
                _waiting.Add((id, now));
        }
    }

    private bool TryTally(long id, DateTime arrival)
    {
        if (!_times.TryGetValue(id, out var time))
            return false;
        latencies.Add(time, arrival);
        return true;
    }
}
