using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc.Filters;

namespace StockTicker.Web.Limits;

/// <summary>
/// So many requests a minute for each of those who may send them. Whoever sends more is answered with 429, <c>Retry-After</c> and problem
/// details, and does not stand in anybody else's way.
/// </summary>
/// <remarks>A filter and not the framework's middleware, which never ends the timer that its limits have.</remarks>
/// <param name="perMinute">How many; 0 means no limit.</param>
/// <param name="what">What there may be so many of, in a sentence.</param>
internal abstract class RateLimitFilter(int perMinute, string what) : IAsyncResourceFilter, IDisposable
{
    // So many parts of a minute are counted apart: what was sent in one is forgotten a minute later, and not all at once.
    private const int Segments = 6;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(who => perMinute == 0
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetSlidingWindowLimiter(who, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = perMinute,
            Window = Minute,
            SegmentsPerWindow = Segments,
        }));

    /// <inheritdoc/>
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        using var lease = _limiter.AttemptAcquire(WhoIs(context.HttpContext));
        if (lease.IsAcquired)
            await next();
        else
            await RefuseAsync(context.HttpContext, lease);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _limiter.Dispose();
    }

    /// <summary>Who is counted. Others than those who may send it do not come this far.</summary>
    protected abstract string WhoIs(HttpContext context);

    private async Task RefuseAsync(HttpContext context, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : Minute / Segments;
        var seconds = Math.Ceiling(Math.Max(1, wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Results.Problem($"{perMinute} {what} a minute are allowed.", statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
    }
}
