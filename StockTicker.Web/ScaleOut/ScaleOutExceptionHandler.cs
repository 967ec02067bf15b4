using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;

namespace StockTicker.Web.ScaleOut;

/// <summary>Responds to changes that cannot be made because Redis cannot be used. The body is added like that of other errors.</summary>
internal sealed class ScaleOutExceptionHandler : IExceptionHandler
{
    private const int RetryAfterSeconds = 2;

    /// <inheritdoc/>
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not ScaleOutUnavailableException)
            return ValueTask.FromResult(false);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return ValueTask.FromResult(true);
    }

    /// <summary>States the reason in problem details.</summary>
    public static void Describe(ProblemDetailsContext context)
    {
        if (context.HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error is ScaleOutUnavailableException unavailable)
            context.ProblemDetails.Detail ??= unavailable.Message;
    }
}
