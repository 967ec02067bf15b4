namespace StockTicker.Web.Security;

/// <summary>
/// Tells a write that another site's page makes its visitor's browser send: by Fetch Metadata
/// (<see href="https://www.w3.org/TR/fetch-metadata/">W3C</see>), and for browsers without it by <c>Origin</c>.
/// </summary>
internal static class CrossSite
{
    /// <summary>Whether the request comes from another site's page.</summary>
    public static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is not ("same-origin" or "none");
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
