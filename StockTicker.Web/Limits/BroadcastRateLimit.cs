using StockTicker.Web.Security;

namespace StockTicker.Web.Limits;

/// <summary>Limits how often an operator can publish.</summary>
internal sealed class BroadcastRateLimit() : RateLimitFilter(PerMinute, "broadcasts")
{
    private const int PerMinute = 600;

    /// <inheritdoc/>
    protected override string WhoIs(HttpContext context) => context.User.OperatorId();
}
