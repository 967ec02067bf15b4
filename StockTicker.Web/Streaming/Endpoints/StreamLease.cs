namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Permission to keep one stream open. Disposing of it gives it back to the <see cref="StreamLimiter"/>, once.</summary>
/// <param name="limiter">Where it comes from.</param>
/// <param name="client">Whose it is; null for a client without an address.</param>
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
