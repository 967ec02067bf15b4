using System.Numerics;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>
/// Counts durations in buckets that grow by an eighth, from one microsecond to about a minute. Quantiles are at most 12.5 % too high.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int StepsPerDoubling = 8;
    private const int Doublings = 26;

    private readonly long[] _counts = new long[StepsPerDoubling * (Doublings + 1)];

    /// <summary>Records a duration one or more times.</summary>
    public void Record(TimeSpan duration, int times = 1) => Interlocked.Add(ref _counts[Bucket((long)duration.TotalMicroseconds)], times);

    /// <summary>Gets a quantile (0 to 1) of the recorded durations, or zero if there are none.</summary>
    public TimeSpan Quantile(double quantile)
    {
        var total = 0L;
        foreach (ref var count in _counts.AsSpan())
            total += Volatile.Read(ref count);
        var rank = (long)Math.Ceiling(quantile * total);
        for (var bucket = 0; total > 0 && bucket < _counts.Length; bucket++)
        {
            rank -= Volatile.Read(ref _counts[bucket]);
            if (rank <= 0)
                return TimeSpan.FromMicroseconds(UpperBound(bucket));
        }
        return TimeSpan.Zero;
    }

    // The first eight buckets are one microsecond wide. After that, there are eight buckets per doubling.
    private int Bucket(long microseconds)
    {
        if (microseconds < StepsPerDoubling)
            return (int)Math.Max(0, microseconds);
        var doubling = BitOperations.Log2((ulong)microseconds) - 3;
        return Math.Min(StepsPerDoubling * (doubling + 1) + (int)((microseconds >> doubling) - StepsPerDoubling), _counts.Length - 1);
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < StepsPerDoubling)
            return bucket + 1;
        var doubling = bucket / StepsPerDoubling - 1;
        return (StepsPerDoubling + bucket % StepsPerDoubling + 1L) << doubling;
    }
}
