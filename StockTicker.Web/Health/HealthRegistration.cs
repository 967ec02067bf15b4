using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StockTicker.Web.ScaleOut;

namespace StockTicker.Web.Health;

internal static class HealthRegistration
{
    private const string Redis = "redis";

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        // What degrades is logged once, where it happens, rather than with each request.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Error));
        services.AddHealthChecks().AddCheck<LifetimeHealthCheck>("lifetime").AddCheck<MarketFreshnessHealthCheck>("market")
            .AddCheck<DatabaseHealthCheck>("database").AddCheck<AlertsHealthCheck>("alerts").AddCheck<RedisHealthCheck>(Redis);
        services.AddOptions<HealthCheckServiceOptions>().PostConfigure<IOptions<ScaleOutOptions>>((checks, scaleOut) =>
        {
            if (!scaleOut.Value.IsOn)
                checks.Registrations.Remove(checks.Registrations.Single(check => check.Name == Redis));
        });
        return services;
    }

    /// <summary>Maps <c>/health/live</c>, which responds while the process handles requests, and <c>/health/ready</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        // By default, health checks respond to every method.
        var methods = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]);
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).WithMetadata(methods);
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).WithMetadata(methods);
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString().ToLowerInvariant(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Description ?? "healthy"),
    });
}
