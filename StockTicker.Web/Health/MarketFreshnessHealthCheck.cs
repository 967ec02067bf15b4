using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Health;

/// <summary>
/// Reports healthy while batches reach the log. It checks the log rather than the simulator, to detect failures between the two.
/// </summary>
internal sealed class MarketFreshnessHealthCheck(
    EventLog log, PriceSimulator simulator, MarketClock clock, IOptions<StreamingOptions> streaming) : IHealthCheck
{
    private static readonly TimeSpan Floor = TimeSpan.FromSeconds(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (simulator.Fault is not null)
            return Task.FromResult(HealthCheckResult.Unhealthy("The price simulator has failed."));
        var age = clock.GetUtcNow() - log.Head.Book.Time;
        var limit = new[] { Floor, 3 * clock.UpdateInterval, streaming.Value.HeartbeatInterval }.Max();
        return Task.FromResult(clock.IsManual || age <= limit
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The newest batch is {age.TotalSeconds:F1} s old; the limit is {limit.TotalSeconds:F1} s."));
    }
}
