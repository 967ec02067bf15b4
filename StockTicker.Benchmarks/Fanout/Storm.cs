namespace StockTicker.Benchmarks.Fanout;

/// <summary>What a storm of reconnects did to one server.</summary>
/// <param name="Clients">How many clients there were at a time.</param>
/// <param name="Reopened">How many of them closed and came again meanwhile.</param>
/// <param name="Seconds">How long it lasted.</param>
/// <param name="Closed">How many the server closed.</param>
/// <param name="Gaps">How many events did not name the one before them.</param>
/// <param name="ServerSeconds">CPU seconds that the server took.</param>
/// <param name="BytesBefore">The server's memory before, with all clients there.</param>
/// <param name="BytesAfter">And soon after it.</param>
/// <param name="P99">99 % of the events came within so many milliseconds while it lasted.</param>
internal sealed record Storm(
    int Clients, int Reopened, double Seconds, int Closed, long Gaps, double ServerSeconds, long BytesBefore, long BytesAfter, double P99)
{
    /// <summary>What is left of it.</summary>
    public double Growth => (double)BytesAfter / BytesBefore;
}
