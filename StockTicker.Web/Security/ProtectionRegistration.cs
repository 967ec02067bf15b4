using Microsoft.AspNetCore.HostFiltering;

namespace StockTicker.Web.Security;

internal static class ProtectionRegistration
{
    /// <summary>Adds security headers, allowed origins, trusted proxies and host filtering.</summary>
    public static IServiceCollection AddProtection(this IServiceCollection services) => services
        .AddResponseHeaders()
        .AddAllowedOrigins()
        .AddTrustedProxies()
        // The error is written as problem details, like all others.
        .Configure<HostFilteringOptions>(hosts => hosts.IncludeFailureMessage = false);
}
