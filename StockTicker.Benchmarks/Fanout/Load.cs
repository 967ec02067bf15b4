namespace StockTicker.Benchmarks.Fanout;

/// <summary>What one server did under one load.</summary>
/// <param name="Clients">How many clients there were.</param>
/// <param name="Seconds">How long was measured.</param>
/// <param name="Quotes">How many quotes all of them got meanwhile.</param>
/// <param name="Gaps">How many events did not name the one before them.</param>
/// <param name="Merged">How many quotes the server left out for newer ones.</param>
/// <param name="Closed">How many clients the server closed.</param>
/// <param name="ServerSeconds">CPU seconds that the server took.</param>
/// <param name="WatcherSeconds">CPU seconds that the load generator took.</param>
/// <param name="BytesPerClient">What the server's memory grew by for each client, warm-up included.</param>
/// <param name="Median">Half of the events came within so many milliseconds.</param>
/// <param name="P99">And 99 % of them.</param>
internal sealed record Load(
    int Clients, double Seconds, long Quotes, long Gaps, long Merged, int Closed, double ServerSeconds, double WatcherSeconds,
    long BytesPerClient, double Median, double P99)
{
    // A server that is later than this merges or queues, and its efficiency says nothing.
    private const double LateMilliseconds = 150;
    private const double LeastPace = 0.97;
    private const double QuotesPerSecond = 200;

    /// <summary>What is compared.</summary>
    public double QuotesPerServerSecond => Quotes / ServerSeconds;

    /// <summary>Whether the server did not keep pace.</summary>
    public bool IsOverloaded => Quotes < LeastPace * QuotesPerSecond * Clients * Seconds || P99 > LateMilliseconds;
}
