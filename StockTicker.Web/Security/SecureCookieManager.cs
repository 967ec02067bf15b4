using Microsoft.AspNetCore.Authentication.Cookies;

namespace StockTicker.Web.Security;

/// <summary>
/// Adds a prefix to the name of a cookie over HTTPS, so that neither a page over HTTP nor another subdomain can set it: <c>__Host-</c>
/// or, below a path base, which that does not permit, <c>__Secure-</c> (RFC 6265bis, section 4.1.3).
/// </summary>
internal sealed class SecureCookieManager : ICookieManager
{
    private readonly ChunkingCookieManager _inner = new();

    /// <inheritdoc/>
    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, NameFor(context, key));

    /// <inheritdoc/>
    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, NameFor(context, key), value, options);

    /// <inheritdoc/>
    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _inner.DeleteCookie(context, NameFor(context, key), options);

    private static string NameFor(HttpContext context, string key) =>
        !context.Request.IsHttps ? key : context.Request.PathBase.HasValue ? $"__Secure-{key}" : $"__Host-{key}";
}
