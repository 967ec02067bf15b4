using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StockTicker.Web.Health;

/// <summary>Healthy between the end of the start and the beginning of the stop.</summary>
internal sealed class LifetimeHealthCheck(IHostApplicationLifetime application) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            application.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("The server is going away.")
            : application.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The server is starting."));
}
