namespace StockTicker.Benchmarks.Fanout;

/// <summary>How long events were on their way, to a tenth of a millisecond, up to ten seconds.</summary>
internal sealed class LatencyTally
{
    private const int PerMillisecond = 10;

    private readonly int[] _counts = new int[10_000 * PerMillisecond];
    private volatile bool _counting;

    /// <summary>Counts from now on, or no more.</summary>
    public bool IsCounting
    {
        get => _counting;
        set => _counting = value;
    }

    /// <summary>An event has come.</summary>
    /// <param name="time">When it was made, in Unix milliseconds. It is cut to whole ones, which adds up to one to the latency.</param>
    public void Add(long time)
    {
        if (!_counting)
            return;
        var milliseconds = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds - time;
        Interlocked.Increment(ref _counts[Math.Clamp((int)(milliseconds * PerMillisecond), 0, _counts.Length - 1)]);
    }

    /// <summary>The latency in milliseconds that this share of the events stayed within.</summary>
    public double Quantile(double share)
    {
        var left = (long)Math.Ceiling(share * _counts.Sum(count => (long)count));
        var bucket = 0;
        for (; bucket < _counts.Length - 1 && left > _counts[bucket]; bucket++)
            left -= _counts[bucket];
        return (double)(bucket + 1) / PerMillisecond;
    }
}
