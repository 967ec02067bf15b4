using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace StockTicker.Web.Hosting;

/// <summary>Announces that the connection closes after a request whose body is too large.</summary>
internal static class LargeBodyRefusal
{
    /// <summary>
    /// Sends <c>Connection: close</c> if the body exceeds the limit. When nothing has read the body, Kestrel finds out only after the
    /// response, and closes a connection on which the client may already have sent its next request.
    /// </summary>
    public static void UseLargeBodyRefusal(this WebApplication app) => app.Use((context, next) =>
    {
        // HTTP/2 has no such header, and resets only the stream.
        if (context.Request.ContentLength > 0 && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.OnStarting(Announce, context);
        return next(context);
    });

    // The endpoint may have lowered the limit.
    private static Task Announce(object state)
    {
        var context = (HttpContext)state;
        if (context.Request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
            context.Response.Headers[HeaderNames.Connection] = "close";
        return Task.CompletedTask;
    }
}
