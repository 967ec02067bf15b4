namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Permission to keep a stream open. Disposing of it returns it to the <see cref="StreamLimiter"/>.</summary>
/// <param name="limiter">The limiter that granted it.</param>
/// <param name="client">The client, or null if it has no address.</param>
internal sealed class StreamLease(StreamLimiter limiter, StreamLimiter.Client? client) : IDisposable
{
    private bool _isReturned;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isReturned, true))
            limiter.Return(client);
    }
}
