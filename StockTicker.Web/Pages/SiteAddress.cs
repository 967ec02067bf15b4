namespace StockTicker.Web.Pages;

/// <summary>The address of the site, for commands to copy.</summary>
internal static class SiteAddress
{
    // A request may have no host.
    private static readonly HostString UnknownHost = new("localhost");

    /// <summary>Gets the base address that a request has used, without a trailing slash.</summary>
    public static string Of(HttpRequest request) =>
        $"{request.Scheme}://{(request.Host.HasValue ? request.Host : UnknownHost)}{request.PathBase}";
}
