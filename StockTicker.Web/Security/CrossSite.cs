using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Security;

/// <summary>
/// Rejects unsafe requests that a browser sends on behalf of another site, detected by Fetch Metadata
/// (<see href="https://www.w3.org/TR/fetch-metadata/">W3C</see>) or, in browsers without it, by <c>Origin</c>. Clients other than
/// browsers send neither.
/// </summary>
internal static class CrossSite
{
    private const string Reason = "Requests from pages of another site are not allowed.";

    /// <summary>Responds to such requests with 403, before reading any credentials.</summary>
    public static void UseCrossSiteRefusal(this WebApplication app) => app.Use((context, next) =>
        // An error page is re-executed with the method of the failed request.
        IsRead(context.Request.Method) || context.Features.Get<IStatusCodeReExecuteFeature>() is not null || !IsForeign(context.Request)
            ? next(context)
            : Results.Problem(Reason, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context));

    /// <summary>Creates the same response, for an action that writes although its method is safe.</summary>
    public static ObjectResult Refusal(ControllerBase controller) => controller.Problem(Reason, statusCode: StatusCodes.Status403Forbidden);

    /// <summary>
    /// Gets whether the request comes from a page of another site and is not allowed. A page of an allowed origin must send a token,
    /// because a cookie alone does not prove its intent.
    /// </summary>
    public static bool IsForeign(HttpRequest request) => IsFromElsewhere(request)
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
