using System.Text.RegularExpressions;
using Microsoft.AspNetCore.HttpOverrides;

namespace StockTicker.Web.Hosting;

/// <summary>
/// The path below which the application is reached: the setting <c>PathBase</c>, where a proxy keeps the path, or the header
/// <c>X-Forwarded-Prefix</c> of a trusted proxy that removes it. Links, cookies and redirects are below it.
/// </summary>
internal static partial class MountPath
{
    /// <summary>The configuration key.</summary>
    public const string Key = "PathBase";

    /// <summary>What a path must be like.</summary>
    public const string Expected = "a path like /app, of letters, digits, and the characters - . _ ~";

    /// <summary>Reads a path. A trailing slash is ignored, and <c>/</c> is the same as no path.</summary>
    public static bool TryParse(string? text, out PathString path)
    {
        var trimmed = (text ?? "").Trim().TrimEnd('/');
        var isValid = trimmed.Length == 0 || (Pattern().IsMatch(trimmed) && !trimmed.Split('/').Any(segment => segment is "." or ".."));
        path = isValid ? new PathString(trimmed) : default;
        return isValid;
    }

    /// <summary>Applies the headers of trusted proxies and sets the path base of each request.</summary>
    public static void UseMountPath(this WebApplication app)
    {
        // An invalid value has been reported at startup.
        var configured = TryParse(app.Configuration[Key], out var path) ? path : default;
        app.Use((context, next) =>
        {
            CheckPrefix(context.Request.Headers);
            return next(context);
        });
        app.UseForwardedHeaders();
        if (!configured.HasValue)
            return;
        app.Use((context, next) =>
        {
            Apply(context.Request, configured);
            return next(context);
        });
    }

    private static void Apply(HttpRequest request, PathString configured)
    {
        if (request.Path.StartsWithSegments(configured, out var rest))
        {
            request.Path = rest.HasValue ? rest : "/";
            // A proxy may both keep the path and send it in the header.
            if (!request.PathBase.Value!.EndsWith(configured.Value!, StringComparison.Ordinal))
                request.PathBase = request.PathBase.Add(configured);
        }
        else if (!request.PathBase.HasValue)
        {
            // Requests that do not come through the proxy, such as health checks, get the same links.
            request.PathBase = configured;
        }
    }

    // The framework would use any text in links. The last value is the one that the nearest proxy added.
    private static void CheckPrefix(IHeaderDictionary headers)
    {
        var name = ForwardedHeadersDefaults.XForwardedPrefixHeaderName;
        if (!headers.TryGetValue(name, out var values))
            return;
        if (TryParse(values.ToString().Split(',')[^1], out var prefix) && prefix.HasValue)
            headers[name] = prefix.Value;
        else
            headers.Remove(name);
    }

    // Without an empty segment, because a link that begins with "//" leads to another host.
    [GeneratedRegex(@"^(/[A-Za-z0-9._~-]+)+\z")]
    private static partial Regex Pattern();
}
