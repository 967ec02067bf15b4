using System.Globalization;
using System.Threading.RateLimiting;
using StockTicker.Web.Security;

namespace StockTicker.Web.Limits;

/// <summary>How often one operator may publish.</summary>
internal static class BroadcastLimit
{
    /// <summary>The name of the policy.</summary>
    public const string Policy = "broadcast";

    private const int PerMinute = 600;

    // So many parts of a minute are counted apart: what was sent in one is forgotten a minute later, and not all at once.
    private const int Segments = 6;

    public static IServiceCollection AddBroadcastLimit(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Policy, context => RateLimitPartition.GetSlidingWindowLimiter(
            context.User.OperatorId(),
            _ => new SlidingWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = Segments }));
        options.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromMinutes(1) / Segments;
            var seconds = Math.Ceiling(Math.Max(1, wait.TotalSeconds));
            rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await Results.Problem($"{PerMinute} broadcasts a minute are allowed.", statusCode: StatusCodes.Status429TooManyRequests)
                .ExecuteAsync(rejected.HttpContext);
        };
    });
}
