using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;

namespace StockTicker.Web.Storage;

/// <summary>Responds to requests that fail because the database cannot be used. The body is added like that of other errors.</summary>
internal sealed class DatabaseExceptionHandler(DatabaseStatus status) : IExceptionHandler
{
    private const int RetryAfterSeconds = 5;

    /// <inheritdoc/>
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (DatabaseFault.Of(exception) is not { } fault)
            return ValueTask.FromResult(false);
        status.Failed(exception);
        httpContext.Response.StatusCode = fault.Status;
        if (fault.Status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return ValueTask.FromResult(true);
    }

    /// <summary>States the reason in problem details.</summary>
    public static void Describe(ProblemDetailsContext context) => context.ProblemDetails.Detail ??=
        DatabaseFault.Of(context.HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error)?.Reason;
}
