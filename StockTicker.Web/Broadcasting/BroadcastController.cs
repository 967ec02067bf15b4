using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using StockTicker.Domain;
using StockTicker.Web.Limits;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Broadcasting;

/// <summary>Lets an operator publish to a channel.</summary>
[ApiController]
internal sealed class BroadcastController(IEventPublisher publisher, ChannelRegistry channels, IInstances instances, IdempotencyKeys keys, MarketClock clock) : ControllerBase
{
    private const int MaxBody = 16 * 1024;

    /// <summary>Publishes a message to everybody who listens to the channel, and to those who come back for it.</summary>
    [HttpPost("/broadcast/{channel}"), Authorize, ServiceFilter<BroadcastRateLimit>]
    public async Task<IActionResult> Publish(string channel)
    {
        if (!User.HasScope(Scopes.Broadcast) && !User.HasScope($"{Scopes.Broadcast}:{channel}"))
        {
            Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{Scopes.Broadcast}\"";
            return Problem($"The token lacks the scope {Scopes.Broadcast}.", statusCode: StatusCodes.Status403Forbidden);
        }
        if (!ChannelNames.TryParse(channel, out var names, out var error) || names.Count != 1)
            return Problem(error.Length > 0 ? error : "A message goes to one channel.", statusCode: StatusCodes.Status400BadRequest);
        if (BuiltInChannels.Find(channel) is { AcceptsBroadcasts: false })
            return Problem($"Only the server publishes to {channel}.", statusCode: StatusCodes.Status409Conflict);
        if (!MediaTypeHeaderValue.TryParse(Request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return Problem("The body must be application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        var key = Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > IdempotencyKeys.MaxLength)
            return Problem($"The Idempotency-Key has {key.Length} characters; it may have {IdempotencyKeys.MaxLength}.", statusCode: StatusCodes.Status400BadRequest);
        try
        {
            if (await ReadBodyAsync() is not { } bytes)
                return Problem($"The body may have {MaxBody} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge);
            using var body = JsonDocument.Parse(bytes);
            if (!Broadcast.TryRead(body.RootElement, out var broadcast, out error))
                return Problem(error, statusCode: StatusCodes.Status400BadRequest);
            var published = key.Length == 0
                ? await PublishAsync(channel, broadcast, null)
                : await keys.GetOrPublishAsync(User.OperatorId(), key, () => PublishAsync(channel, broadcast, $"{User.OperatorId()} {key}"));
            return published is null ? NoRoom() : Ok(published);
        }
        catch (JsonException)
        {
            return Problem("The body is not JSON.", statusCode: StatusCodes.Status400BadRequest);
        }
    }

    // Null when there is more than there may be. The server's own limit counts what frames the chunks too.
    private async Task<ReadOnlyMemory<byte>?> ReadBodyAsync()
    {
        if (Request.ContentLength > MaxBody)
            return null;
        var buffer = new byte[MaxBody + 1];
        var length = await Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, HttpContext.RequestAborted);
        return length > MaxBody ? default(ReadOnlyMemory<byte>?) : buffer.AsMemory(0, length);
    }

    private async Task<Published?> PublishAsync(string channel, Broadcast broadcast, string? onceKey)
    {
        if (!channels.TryPublish(channel, out var subscribers))
            return null;
        var data = new
        {
            type = broadcast.Type,
            message = broadcast.Message,
            channel,
            time = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        // Not canceled with the request, so that its result is known to a retry.
        var id = await publisher.PublishAsync(new PublishedMessage(channel, broadcast.Type, data) { OnceKey = onceKey }, CancellationToken.None);
        return new Published(true, id.ToString(), channel, subscribers + instances.OtherSubscribers(channel));
    }

    private ObjectResult NoRoom()
    {
        Response.Headers.RetryAfter = "2";
        return Problem("The maximum number of channels has been reached.", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
