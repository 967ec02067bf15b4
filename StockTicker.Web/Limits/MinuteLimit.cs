using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace StockTicker.Web.Limits;

/// <summary>
/// So many requests a minute for each of those who may send them. Whoever sends more is answered with 429, <c>Retry-After</c> and problem
/// details, and does not stand in anybody else's way.
/// </summary>
/// <param name="perMinute">How many; 0 means no limit.</param>
/// <param name="what">What there may be so many of, in a sentence.</param>
internal abstract class MinuteLimit(int perMinute, string what) : IRateLimiterPolicy<string>
{
    // So many parts of a minute are counted apart: what was sent in one is forgotten a minute later, and not all at once.
    private const int Segments = 6;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected => RefuseAsync;

    /// <inheritdoc/>
    public RateLimitPartition<string> GetPartition(HttpContext httpContext) => perMinute == 0 || WhoIs(httpContext) is not { } who
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetSlidingWindowLimiter(who, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = perMinute,
            Window = Minute,
            SegmentsPerWindow = Segments,
        });

    /// <summary>Who is counted; null for who is refused anyway.</summary>
    protected abstract string? WhoIs(HttpContext context);

    private async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : Minute / Segments;
        var seconds = Math.Ceiling(Math.Max(1, wait.TotalSeconds));
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Results.Problem($"{perMinute} {what} a minute are allowed.", statusCode: StatusCodes.Status429TooManyRequests)
            .ExecuteAsync(rejected.HttpContext);
    }
}
