namespace StockTicker.Benchmarks.Fanout;

/// <summary>The result of a server under load.</summary>
/// <param name="Clients">The number of clients.</param>
/// <param name="Seconds">The duration of the measurement, in seconds.</param>
/// <param name="Quotes">The number of quotes that all clients received.</param>
/// <param name="Gaps">The number of events that did not refer to the previous event.</param>
/// <param name="Merged">The number of quotes that conflation left out.</param>
/// <param name="Closed">The number of clients that the server disconnected.</param>
/// <param name="ServerSeconds">The CPU time of the server, in seconds.</param>
/// <param name="WatcherSeconds">The CPU time of the load generator, in seconds.</param>
/// <param name="BytesPerClient">The growth of the server's memory per client, in bytes, including warm-up.</param>
/// <param name="Median">The median latency of events, in milliseconds.</param>
/// <param name="P99">The 99th percentile of the latency of events, in milliseconds.</param>
internal sealed record Load(
    int Clients, double Seconds, long Quotes, long Gaps, long Merged, int Closed, double ServerSeconds, double WatcherSeconds,
    long BytesPerClient, double Median, double P99)
{
    // A server with a higher latency conflates or queues, so its efficiency is not comparable.
    private const double LateMilliseconds = 150;
    private const double LeastPace = 0.97;
    private const double QuotesPerSecond = 200;

    /// <summary>The number of quotes delivered per CPU second of the server, by which servers are compared.</summary>
    public double QuotesPerServerSecond => Quotes / ServerSeconds;

    /// <summary>Whether the server did not keep up.</summary>
    public bool IsOverloaded => Quotes < LeastPace * QuotesPerSecond * Clients * Seconds || P99 > LateMilliseconds;
}
