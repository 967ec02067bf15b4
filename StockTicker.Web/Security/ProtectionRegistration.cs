using Microsoft.AspNetCore.HostFiltering;

namespace StockTicker.Web.Security;

internal static class ProtectionRegistration
{
    /// <summary>Adds what a browser is told, whose pages may read and write, whom to believe about the client, and for which hosts to answer.</summary>
    public static IServiceCollection AddProtection(this IServiceCollection services) => services
        .AddResponseHeaders()
        .AddAllowedOrigins()
        .AddTrustedProxies()
        // The refusal is written as all others are.
        .Configure<HostFilteringOptions>(hosts => hosts.IncludeFailureMessage = false);
}
