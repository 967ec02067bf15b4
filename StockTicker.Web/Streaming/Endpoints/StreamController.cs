using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;
using StockTicker.Web.Watchlists;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Serves streams of Server-Sent Events.</summary>
[ApiController]
internal sealed class StreamController(
    EventLog log,
    StreamHost streams,
    ChannelRegistry channels,
    StreamLimiter limiter,
    StreamMetrics metrics,
    IOptions<StreamingOptions> options,
    WatchlistStore watchlists,
    IHostApplicationLifetime lifetime) : ControllerBase
{
    /// <summary>Streams channels; by default, <c>quotes</c>. Errors are returned before the first byte of the stream.</summary>
    [HttpGet("/stream/{names?}"), HttpHead("/stream/{names?}")]
    public async Task<IActionResult> Get(string names = ChannelNames.Quotes)
    {
        if (!StreamRequest.TryParse(names, Request, log.Instruments, out var request, out var error))
            return Problem(error, statusCode: StatusCodes.Status400BadRequest);
        if (request.NeedsUser || request.IsWatchlist)
        {
            if (SignedInUser.Of(User) is not { } user)
                return Challenge();
            request = request with { User = user };
        }
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Unavailable("The server is shutting down.");

        var gzip = ContentCoding.AcceptsGzip(Request);
        if (HttpMethods.IsHead(Request.Method))
        {
            WriteHeaders(gzip);
            return new EmptyResult();
        }
        if (request.IsWatchlist)
        {
            var watchlist = await watchlists.ReadAsync(request.User!.Owner, HttpContext.RequestAborted);
            request = request with { Filter = SymbolFilter.Of(watchlist.Instruments, log.Instruments), IsFilterNew = watchlist.HasChanged };
        }
        if (!limiter.TryAcquire(HttpContext.Connection.RemoteIpAddress, out var lease, out var refusal))
            return Refuse(refusal);
        var admission = channels.Subscribe(request.Channels, HttpContext.Connection.RemoteIpAddress);
        if (admission != ChannelAdmission.Granted)
        {
            lease.Dispose();
            return admission == ChannelAdmission.AddressIsFull
                ? Refuse(new Refusal(StatusCodes.Status429TooManyRequests,
                    $"An address can subscribe to at most {options.Value.MaxChannelsPerAddress} channels that are not built in.", RetryDelay.NextSeconds()))
                : Unavailable($"The maximum of {options.Value.MaxChannels} channels has been reached.");
        }
        WriteHeaders(gzip);
        LeaveOutOfTelemetry();
        await streams.OpenAsync(request, HttpContext, gzip, lease);
        return new EmptyResult();
    }

    /// <summary>Same as <c>/stream/quotes</c>.</summary>
    [HttpGet("/stock-stream"), HttpHead("/stock-stream")]
    public Task<IActionResult> GetQuotes() => Get();

    /// <summary>Same as <c>/stream/me</c>.</summary>
    [HttpGet("/protected-stream"), HttpHead("/protected-stream")]
    public Task<IActionResult> GetMine() => Get(ChannelNames.Me);

    private void WriteHeaders(bool gzip)
    {
        Response.ContentType = "text/event-stream; charset=utf-8";
        Response.Headers.CacheControl = "no-store, no-transform";
        Response.Headers["X-Accel-Buffering"] = "no";
        Response.Headers.XContentTypeOptions = "nosniff";
        Response.Headers.Vary = "Accept-Encoding";
        if (gzip)
            Response.Headers.ContentEncoding = "gzip";
    }

    // The duration of a stream depends on the client and would distort request durations, and a span that is exported only after hours
    // is not useful.
    private void LeaveOutOfTelemetry()
    {
        HttpContext.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
        if (HttpContext.Features.Get<IHttpActivityFeature>()?.Activity is { } span)
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~System.Diagnostics.ActivityTraceFlags.Recorded;
        }
    }

    private ObjectResult Unavailable(string reason) => Refuse(new Refusal(StatusCodes.Status503ServiceUnavailable, reason, RetryAfter: 2));

    private ObjectResult Refuse(Refusal refusal)
    {
        metrics.RejectedOne();
        Response.Headers.RetryAfter = refusal.RetryAfter.ToString(CultureInfo.InvariantCulture);
        return Problem(refusal.Reason, statusCode: refusal.Status);
    }
}
