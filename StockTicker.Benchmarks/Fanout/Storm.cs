namespace StockTicker.Benchmarks.Fanout;

/// <summary>The result of a server under a storm of reconnects.</summary>
/// <param name="Clients">The number of clients connected at the same time.</param>
/// <param name="Reopened">The number of reconnects.</param>
/// <param name="Seconds">The duration of the storm, in seconds.</param>
/// <param name="Closed">The number of clients that the server disconnected.</param>
/// <param name="Gaps">The number of events that did not refer to the previous event.</param>
/// <param name="ServerSeconds">The CPU time of the server, in seconds.</param>
/// <param name="BytesBefore">The server's memory before the storm with all clients connected, in bytes.</param>
/// <param name="BytesAfter">The server's memory shortly after the storm, in bytes.</param>
/// <param name="P99">The 99th percentile of the latency of events during the storm, in milliseconds.</param>
internal sealed record Storm(
    int Clients, int Reopened, double Seconds, int Closed, long Gaps, double ServerSeconds, long BytesBefore, long BytesAfter, double P99)
{
    /// <summary>The ratio of the server's memory after the storm to that before it.</summary>
    public double Growth => (double)BytesAfter / BytesBefore;
}
