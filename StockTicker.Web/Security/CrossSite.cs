using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Security;

/// <summary>
/// Refuses a write that another site's page makes its visitor's browser send: told by Fetch Metadata
/// (<see href="https://www.w3.org/TR/fetch-metadata/">W3C</see>), and for browsers without it by <c>Origin</c>. Programs send neither.
/// </summary>
internal static class CrossSite
{
    /// <summary>Answers such writes with 403 before anything is looked at that they bring.</summary>
    public static void UseCrossSiteRefusal(this WebApplication app) => app.Use((context, next) =>
        // The page that explains an error is asked for with the method of what failed.
        IsRead(context.Request.Method) || context.Features.Get<IStatusCodeReExecuteFeature>() is not null || !IsForeign(context.Request)
            ? next(context)
            : Results.Problem("Another site's page may not write here.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context));

    /// <summary>
    /// Whether the request comes from another site's page that is not allowed. An allowed one brings a token, which it has to know; what a
    /// browser adds by itself is not enough.
    /// </summary>
    private static bool IsForeign(HttpRequest request) => IsFromElsewhere(request)
        && !(request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && request.HttpContext.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.AllowedOrigins
                .Contains(request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase));

    private static bool IsFromElsewhere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is not ("same-origin" or "none");
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsRead(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
}
