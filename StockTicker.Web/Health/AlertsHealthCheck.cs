using Microsoft.Extensions.Diagnostics.HealthChecks;
using StockTicker.Web.Alerts;

namespace StockTicker.Web.Health;

/// <summary>Reports degraded while not all stored alerts are checked, or what has fired is not stored.</summary>
internal sealed class AlertsHealthCheck(AlertStore alerts) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(alerts.Problem is { } problem ? HealthCheckResult.Degraded(problem) : HealthCheckResult.Healthy());
}
