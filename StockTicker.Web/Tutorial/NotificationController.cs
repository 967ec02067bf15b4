using System.Net;
using Microsoft.AspNetCore.Mvc;
using StockTicker.Domain;
using StockTicker.Web.Limits;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Tutorial;

/// <summary>Step 3: a named event that a request triggers. Everyone who listens to <c>notices</c> receives it.</summary>
[ApiController]
internal sealed class NotificationController(IEventPublisher publisher, ChannelRegistry channels, MarketClock clock, IHostEnvironment environment) : ControllerBase
{
    private const string Channel = "notices";
    private const string Type = "notification";
    private const string Title = "New message";
    private const string Text = "You have a new message!";

    /// <summary>Publishes a notification. As in the tutorial, a link is enough; the rules for writes from other sites apply to it, too.</summary>
    [HttpGet("/trigger-notification"), HttpPost("/trigger-notification"), ServiceFilter<BroadcastRateLimit>]
    public async Task<IActionResult> Trigger()
    {
        if (CrossSite.IsForeign(Request))
            return CrossSite.Refusal(this);
        if (!IsDeveloper())
        {
            if (User.Identity is not { IsAuthenticated: true })
                return Challenge();
            if (!User.HasScope(Scopes.Broadcast) && !User.HasScope($"{Scopes.Broadcast}:{Channel}"))
                return Forbid();
        }
        var time = clock.GetUtcNow();
        channels.TryPublish(Channel, out _);
        var data = new
        {
            title = Title,
            body = Text,
            timestamp = TimeStream.Iso(time),
            type = Type,
            message = Text,
            channel = Channel,
            time = time.ToUnixTimeMilliseconds(),
        };
        await publisher.PublishAsync(new PublishedMessage(Channel, Type, data), HttpContext.RequestAborted);
        return Ok(new { success = true });
    }

    // On the developer's own machine, the tutorial's link works without a token. A proxy on it may forward others.
    private bool IsDeveloper() => environment.IsDevelopment()
        && HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !Request.Headers.ContainsKey("X-Forwarded-For");
}
