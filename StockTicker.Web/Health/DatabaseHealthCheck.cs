using Microsoft.Extensions.Diagnostics.HealthChecks;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Health;

/// <summary>Reports degraded while the database cannot be used. The server stays ready, because the market does not need it.</summary>
internal sealed class DatabaseHealthCheck(DatabaseStatus database) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(database.Problem is { } problem ? HealthCheckResult.Degraded(problem) : HealthCheckResult.Healthy());
}
