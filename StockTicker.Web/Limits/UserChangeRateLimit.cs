using Microsoft.Extensions.Options;
using StockTicker.Web.Security;

namespace StockTicker.Web.Limits;

/// <summary>
/// How often one user may change what is kept for them: each change is a write to the disk, and one writes at a time.
/// </summary>
internal sealed class UserChangeRateLimit(IOptions<UserOptions> options) : RateLimitFilter(options.Value.ChangesPerMinute, "changes")
{
    /// <inheritdoc/>
    protected override string WhoIs(HttpContext context) => SignedInUser.Of(context.User)!.Owner;
}
