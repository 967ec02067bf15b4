namespace StockTicker.Benchmarks.Fanout;

/// <summary>
/// The times of batches by their id, from a stream whose events contain them, for the clients of a stream whose events do not. Thread-safe.
/// </summary>
internal sealed class BatchTimes(LatencyTally latencies)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, long> _times = [];
    private readonly Dictionary<long, List<DateTime>> _waiting = [];

    /// <summary>Records the time of a batch, in Unix milliseconds.</summary>
    public void Add(long id, long time)
    {
        lock (_gate)
        {
            _times[id] = time;
            if (!_waiting.Remove(id, out var arrivals))
                return;
            foreach (var arrival in arrivals)
                latencies.Add(time, arrival);
        }
    }

    /// <summary>Records that a batch has arrived at a client, possibly before its time is known.</summary>
    public void Arrived(long id)
    {
        if (!latencies.IsCounting)
            return;
        var now = DateTime.UtcNow;
        lock (_gate)
        {
            if (_times.TryGetValue(id, out var time))
                latencies.Add(time, now);
            else if (_waiting.TryGetValue(id, out var arrivals))
                arrivals.Add(now);
            else
                _waiting[id] = [now];
        }
    }
}
