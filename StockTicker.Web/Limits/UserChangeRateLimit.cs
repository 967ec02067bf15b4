using Microsoft.Extensions.Options;
using StockTicker.Web.Security;

namespace StockTicker.Web.Limits;

/// <summary>
/// Limits how often a user can change stored data. Each change is a write to disk, and writes are serialized.
/// </summary>
internal sealed class UserChangeRateLimit(IOptions<UserOptions> options) : RateLimitFilter(options.Value.ChangesPerMinute, "changes")
{
    /// <inheritdoc/>
    protected override string WhoIs(HttpContext context) => SignedInUser.Of(context.User)!.Owner;
}
