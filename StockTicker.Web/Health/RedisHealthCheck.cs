using Microsoft.Extensions.Diagnostics.HealthChecks;
using StockTicker.Web.ScaleOut;

namespace StockTicker.Web.Health;

/// <summary>Reports unhealthy while the log that instances share cannot be read.</summary>
internal sealed class RedisHealthCheck(ISharedLogStatus log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(log.Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
}
