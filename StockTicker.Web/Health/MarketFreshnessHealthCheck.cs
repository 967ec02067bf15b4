using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Health;

/// <summary>
/// Reports healthy while the market works and, if its source is steady, while batches reach the log. It checks the log rather than the market's driver, to detect failures between the two.
/// </summary>
internal sealed class MarketFreshnessHealthCheck(
    EventLog log, MarketDriver market, IMarketSource source, MarketClock clock, IOptions<StreamingOptions> streaming) : IHealthCheck
{
    private static readonly TimeSpan Floor = TimeSpan.FromSeconds(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (market.Fault is not null)
            return Task.FromResult(HealthCheckResult.Unhealthy("The market has failed."));
        var age = clock.GetUtcNow() - log.Head.Book.Time;
        var limit = new[] { Floor, 3 * clock.UpdateInterval, streaming.Value.HeartbeatInterval }.Max();
        return Task.FromResult(clock.IsManual || !source.IsSteady || age <= limit
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The newest batch is {age.TotalSeconds:F1} s old; the limit is {limit.TotalSeconds:F1} s."));
    }
}
