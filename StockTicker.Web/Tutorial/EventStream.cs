using System.Net.ServerSentEvents;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Tutorial;

/// <summary>
/// Sends events until the client leaves or the server shuts down. Like <see cref="TypedResults.ServerSentEvents(IAsyncEnumerable{string}, string)"/>,
/// but the first bytes are sent at once, so that the client knows that it is connected before the first event.
/// </summary>
/// <param name="events">The events.</param>
/// <param name="retry">The reconnection time, in milliseconds. The default is random, so that clients do not all return at once.</param>
internal sealed class EventStream(IAsyncEnumerable<SseItem<string>> events, int? retry = null) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, gone) = (httpContext.Response, httpContext.RequestAborted);
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping);
        StreamHandles.TryRead(httpContext.Request, out var handle);
        using var registered = handle is null ? null : httpContext.RequestServices.GetRequiredService<StreamHandles>()
            .Register(handle, httpContext.Abort, () => end.CancelAsync());
        StreamResponse.WriteHeaders(response, gzip: false);
        try
        {
            await response.WriteAsync($"retry: {retry ?? RetryDelay.Next()}\n: StockTicker\n\n", end.Token);
            await response.Body.FlushAsync(end.Token);
            await SseFormatter.WriteAsync(events, response.Body, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            if (!gone.IsCancellationRequested)
                await response.Body.WriteAsync(Frames.Shutdown("draining", RetryDelay.Next()), gone);
        }
    }
}
