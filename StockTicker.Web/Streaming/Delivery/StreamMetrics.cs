using System.Diagnostics.Metrics;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>Counts the activity of the streams since the start. Thread-safe.</summary>
internal sealed class StreamMetrics
{
    private readonly LatencyHistogram _latency = new();
    private long _eventsDelivered;
    private long _bytesSent;
    private long _bytesSaved;
    private long _merged;
    private long _resyncs;
    private long _slowDisconnects;
    private long _rejected;
    private long _ended;

    /// <summary>The histogram in which delivery times are also recorded, if metrics are collected.</summary>
    public Histogram<double>? Delivery { get; set; }

    public long EventsDelivered => Volatile.Read(ref _eventsDelivered);

    public long BytesSent => Volatile.Read(ref _bytesSent);

    public long BytesSaved => Volatile.Read(ref _bytesSaved);

    public long Merged => Volatile.Read(ref _merged);

    public long Resyncs => Volatile.Read(ref _resyncs);

    public long SlowDisconnects => Volatile.Read(ref _slowDisconnects);

    public long Rejected => Volatile.Read(ref _rejected);

    public long Ended => Volatile.Read(ref _ended);

    /// <summary>Gets a quantile of the time from publishing to the socket write, in milliseconds.</summary>
    public double LatencyMs(double quantile) => _latency.Quantile(quantile).TotalMilliseconds;

    public void Delivered(int events, long bytes)
    {
        Interlocked.Add(ref _eventsDelivered, events);
        Interlocked.Add(ref _bytesSent, bytes);
    }

    /// <summary>Adds bytes saved by compression; negative for a small frame that was stored uncompressed.</summary>
    public void Saved(long bytes) => Interlocked.Add(ref _bytesSaved, bytes);

    public void Conflated(long updates)
    {
        if (updates > 0)
            Interlocked.Add(ref _merged, updates);
    }

    public void Written(TimeSpan sincePublish, int writes = 1)
    {
        _latency.Record(sincePublish, writes);
        // Recorded only while metrics are collected, and once for all writes.
        if (writes > 0 && Delivery is { Enabled: true } delivery)
            delivery.Record(sincePublish.TotalSeconds);
    }

    public void Resynchronised() => Interlocked.Increment(ref _resyncs);

    public void DisconnectedSlow() => Interlocked.Increment(ref _slowDisconnects);

    public void EndedOne() => Interlocked.Increment(ref _ended);

    public void RejectedOne() => Interlocked.Increment(ref _rejected);
}
