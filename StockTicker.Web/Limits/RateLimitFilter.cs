using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc.Filters;

namespace StockTicker.Web.Limits;

/// <summary>
/// Limits the number of requests per minute, separately for each client. Requests over the limit receive 429 with
/// <c>Retry-After</c> and problem details, and do not affect other clients.
/// </summary>
/// <remarks>A filter is used because the framework's middleware does not dispose of the timer of its limiters.</remarks>
/// <param name="perMinute">The maximum number of requests per minute; 0 means no limit.</param>
/// <param name="what">The plural noun for the requests, for error messages.</param>
internal abstract class RateLimitFilter(int perMinute, string what) : IAsyncResourceFilter, IDisposable
{
    // The sliding window moves in steps of a sixth of a minute.
    private const int Segments = 6;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(client => perMinute == 0
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetSlidingWindowLimiter(client, _ => new SlidingWindowRateLimiterOptions
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

    /// <summary>Gets the key by which requests are counted. Called for authorized requests only.</summary>
    protected abstract string WhoIs(HttpContext context);

    private async Task RefuseAsync(HttpContext context, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : Minute / Segments;
        var seconds = Math.Ceiling(Math.Max(1, wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Results
            .Problem($"At most {perMinute} {what} per minute are allowed.", statusCode: StatusCodes.Status429TooManyRequests)
            .ExecuteAsync(context);
    }
}
