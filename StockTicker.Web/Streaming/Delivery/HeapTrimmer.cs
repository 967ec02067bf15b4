namespace StockTicker.Web.Streaming.Delivery;

/// <summary>
/// Releases memory after a storm of reconnects. Streams live long enough to be promoted to generation 2, and a server that does not
/// allocate during delivery may not collect that generation for hours.
/// </summary>
internal sealed class HeapTrimmer(StreamMetrics metrics, TimeProvider time) : BackgroundService
{
    /// <summary>The number of streams that must end in a storm to trigger a collection.</summary>
    public const int Storm = 1_000;

    /// <summary>
    /// The interval between checks. A storm lasts as long as at least a tenth of <see cref="Storm"/> streams end per interval.
    /// </summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private long _seen;
    private long _inStorm;

    /// <summary>Releases memory if a storm has just ended.</summary>
    /// <returns>Whether memory was released.</returns>
    public bool TryTrim()
    {
        var ended = metrics.Ended - _seen;
        _seen += ended;
        if (ended >= Storm / 10)
        {
            _inStorm += ended;
            return false;
        }
        var worthIt = _inStorm >= Storm;
        _inStorm = 0;
        if (!worthIt)
            return false;
        // Other modes keep freed memory for later allocations. The pause is no longer than that of a collection during the storm: 64 ms
        // with 10,000 open streams.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                TryTrim();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host would report it as an error after a failed startup.
        }
    }
}
