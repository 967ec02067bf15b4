using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StockTicker.Web.Health;

/// <summary>Reports healthy from the end of startup to the beginning of shutdown.</summary>
internal sealed class LifetimeHealthCheck(IHostApplicationLifetime application) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            application.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("The server is shutting down.")
            : application.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The server is starting."));
}
