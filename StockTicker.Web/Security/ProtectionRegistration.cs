using Microsoft.AspNetCore.HostFiltering;

namespace StockTicker.Web.Security;

internal static class ProtectionRegistration
{
    private const string AnyHost = "*";

    /// <summary>Adds security headers, redaction of logs, allowed origins, trusted proxies and host filtering.</summary>
    public static IServiceCollection AddProtection(this IServiceCollection services) => services
        .AddResponseHeaders()
        .AddAllowedOrigins()
        .AddTrustedProxies()
        .AddSecretRedaction()
        .PostConfigure<HostFilteringOptions>(hosts =>
        {
            // The error is written as problem details, like all others.
            hosts.IncludeFailureMessage = false;
            // An empty host is none of the listed ones.
            hosts.AllowEmptyHosts = hosts.AllowedHosts.Contains(AnyHost);
        });
}
