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
    IStreamTickets tickets,
    IInstances instances,
    IHostApplicationLifetime lifetime) : ControllerBase
{
    /// <summary>Streams channels; by default, <c>quotes</c>. Errors are returned before the first byte of the stream.</summary>
    [HttpGet("/stream/{names?}"), HttpHead("/stream/{names?}")]
    public Task<IActionResult> Get(string names = ChannelNames.Quotes) => GetAsync(names, greeting: false);

    private async Task<IActionResult> GetAsync(string names, bool greeting)
    {
        if (!StreamRequest.TryParse(names, Request, log.Instruments, out var request, out var error))
            return Problem(error, statusCode: StatusCodes.Status400BadRequest);
        if (!StreamHandles.TryRead(Request, out var handle))
            return Problem(StreamHandles.Rule, statusCode: StatusCodes.Status400BadRequest);
        var user = SignedInUser.Of(User);
        var ticket = TicketOf(Request);
        if (ticket is not null)
        {
            user = await tickets.FindAsync(ticket);
            if (user is null)
                return BadTicket();
        }
        if (request.NeedsUser || request.IsWatchlist)
        {
            if (user is null)
                return Challenge();
            request = request with { User = user, Greeting = greeting };
        }
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Refuse(Refusal.ShuttingDown);

        var gzip = ContentCoding.AcceptsGzip(Request);
        if (HttpMethods.IsHead(Request.Method))
        {
            StreamResponse.WriteHeaders(Response, gzip);
            return new EmptyResult();
        }
        if (request.IsWatchlist)
        {
            // Another instance may have changed it.
            var watchlist = await watchlists.ReadAsync(request.User!.Owner, HttpContext.RequestAborted);
            request = request with { Filter = SymbolFilter.Of(watchlist.Instruments, log.Instruments), IsFilterNew = watchlist.HasChanged || instances.All is not null };
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
                : Refuse(Refusal.Unavailable($"The maximum of {options.Value.MaxChannels} channels has been reached."));
        }
        // After everything that can be refused, so that a refused client can use it again.
        if (ticket is not null && !await tickets.TryUseAsync(ticket))
        {
            channels.Unsubscribe(request.Channels, HttpContext.Connection.RemoteIpAddress);
            lease.Dispose();
            return BadTicket();
        }
        await instances.CatchUpAsync(request.LastEventId, CancellationToken.None);
        StreamResponse.WriteHeaders(Response, gzip);
        StreamResponse.LeaveOutOfTelemetry(HttpContext);
        await streams.OpenAsync(request, HttpContext, gzip, lease, handle);
        return new EmptyResult();
    }

    /// <summary>Greets the signed-in user, and continues as <c>/stream/me</c>: the tutorial's protected stream.</summary>
    [HttpGet("/protected-stream"), HttpHead("/protected-stream")]
    public Task<IActionResult> GetProtected() => GetAsync(ChannelNames.Me, greeting: true);

    // A token in a header takes precedence. Nothing but a ticket is accepted in the URL.
    private static string? TicketOf(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 ? null
        : request.Query["ticket"] is [{ } ticket, ..] ? ticket
        : request.Query["token"] is [{ } token, ..] ? token
        : null;

    private ObjectResult BadTicket()
    {
        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return Problem(
            "The ticket is unknown, expired or used. POST /stream/ticket with a token returns a ticket that opens one stream within "
                + $"{StreamTickets.Lifetime.TotalSeconds} seconds. A token is not accepted in the URL.",
            statusCode: StatusCodes.Status401Unauthorized);
    }

    private ObjectResult Refuse(Refusal refusal)
    {
        metrics.RejectedOne();
        StreamResponse.WriteHeaders(Response, refusal);
        return Problem(refusal.Reason, statusCode: refusal.Status);
    }
}
