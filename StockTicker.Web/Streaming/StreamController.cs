using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming;

/// <summary>The stream of Server-Sent Events.</summary>
[ApiController]
internal sealed class StreamController(
    EventLog log,
    Hello hello,
    Broadcaster broadcaster,
    MarketClock clock,
    TimeProvider time,
    StreamMetrics metrics,
    IOptions<StreamingOptions> options,
    IHostApplicationLifetime lifetime) : ControllerBase
{
    /// <summary>Streams channels; without a name, <c>quotes</c>. All errors come before the first byte of the stream.</summary>
    [HttpGet("/stream/{channels?}"), HttpHead("/stream/{channels?}")]
    public async Task<IActionResult> Get(string channels = "quotes")
    {
        if (!StreamRequest.TryParse(channels, Request, log.Instruments, out var request, out var error))
            return Problem(error, statusCode: StatusCodes.Status400BadRequest);
        if (request.Channels.FirstOrDefault(name => name != "quotes") is { } unknown)
            return Problem($"There is no channel '{unknown}'.", statusCode: StatusCodes.Status404NotFound);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            metrics.RejectedOne();
            Response.Headers.RetryAfter = "2";
            return Problem("The server is going away.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        Response.ContentType = "text/event-stream; charset=utf-8";
        Response.Headers.CacheControl = "no-store, no-transform";
        Response.Headers["X-Accel-Buffering"] = "no";
        Response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(Request.Method))
            await StreamAsync(request);
        return new EmptyResult();
    }

    /// <summary>The same as <c>/stream/quotes</c>.</summary>
    [HttpGet("/stock-stream"), HttpHead("/stock-stream")]
    public Task<IActionResult> GetQuotes() => Get();

    private async Task StreamAsync(StreamRequest request)
    {
        var subscription = new Subscription(request, log, hello, clock, time, options.Value.HeartbeatInterval);
        if (request.LastEventId is not null && subscription.Start.Mode == StartMode.Snapshot)
            metrics.Resynchronised();
        await Response.StartAsync();
        using var connection = new StreamConnection(
            subscription, Response.BodyWriter, time, options.Value.WriteTimeout,
            holdsBack: request.Interval > TimeSpan.Zero && !clock.IsManual,
            metrics, settled: broadcaster.Wake, abort: HttpContext.Abort);
        using var left = HttpContext.RequestAborted.Register(() => connection.End(EndReason.ClientGone));
        broadcaster.Add(connection);
        try
        {
            connection.Signal();
            await connection.Ended;
        }
        finally
        {
            broadcaster.Remove(connection);
        }
    }
}
