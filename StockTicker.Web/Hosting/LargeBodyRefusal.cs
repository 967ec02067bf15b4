using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace StockTicker.Web.Hosting;

/// <summary>Makes sure that a client whose request body is too large gets the response that says so.</summary>
internal static class LargeBodyRefusal
{
    /// <summary>The largest body that is read in order to be discarded, in bytes.</summary>
    private const int MaxDiscarded = 8 * 1024 * 1024;

    /// <summary>
    /// Sends <c>Connection: close</c> if the body exceeds the limit. When nothing has read the body, Kestrel finds out only after the
    /// response, and closes a connection on which the client may already have sent its next request. A body of moderate size is then
    /// read, because many clients read no response before they have sent all of it.
    /// </summary>
    public static void UseLargeBodyRefusal(this WebApplication app) => app.Use(async (context, next) =>
    {
        // HTTP/2 has no such header, and resets only the stream.
        if (!(context.Request.ContentLength > 0 && HttpProtocol.IsHttp11(context.Request.Protocol)))
        {
            await next(context);
            return;
        }
        context.Response.OnStarting(Announce, context);
        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge && context.Request.ContentLength <= MaxDiscarded)
            await DiscardBodyAsync(context);
    });

    private static async Task DiscardBodyAsync(HttpContext context)
    {
        // Once something has read the body, the limit holds and the rest can't be read.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } limit)
            return;
        await context.Response.CompleteAsync();
        limit.MaxRequestBodySize = MaxDiscarded;
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The client has left, or is too slow.
        }
    }

    // The endpoint may have lowered the limit.
    private static Task Announce(object state)
    {
        var context = (HttpContext)state;
        if (context.Request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
            context.Response.Headers[HeaderNames.Connection] = "close";
        return Task.CompletedTask;
    }
}
