namespace StockTicker.Benchmarks.Fanout;

/// <summary>Counts the latency of events with a resolution of 0.1 ms, up to ten seconds.</summary>
internal sealed class LatencyTally
{
    private const int PerMillisecond = 10;

    private readonly int[] _counts = new int[10_000 * PerMillisecond];
    private volatile bool _counting;

    /// <summary>Whether received events are counted.</summary>
    public bool IsCounting
    {
        get => _counting;
        set => _counting = value;
    }

    /// <summary>Records a received event.</summary>
    /// <param name="time">The time of the event, in Unix milliseconds. Truncation adds up to 1 ms to the latency.</param>
    public void Add(long time) => Add(time, DateTime.UtcNow);

    /// <summary>Records an event that was received earlier.</summary>
    public void Add(long time, DateTime arrival)
    {
        if (!_counting)
            return;
        var milliseconds = (arrival - DateTime.UnixEpoch).TotalMilliseconds - time;
        Interlocked.Increment(ref _counts[Math.Clamp((int)(milliseconds * PerMillisecond), 0, _counts.Length - 1)]);
    }

    /// <summary>Gets a quantile of the latency, in milliseconds.</summary>
    public double Quantile(double share)
    {
        var left = (long)Math.Ceiling(share * _counts.Sum(count => (long)count));
        var bucket = 0;
        for (; bucket < _counts.Length - 1 && left > _counts[bucket]; bucket++)
            left -= _counts[bucket];
        return (double)(bucket + 1) / PerMillisecond;
    }
}
