using StockTicker.Web.Streaming.Delivery;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>
/// Applies to an endpoint that writes its stream itself what applies to every stream: the limits, the refusals, <c>HEAD</c>, and the rules
/// of telemetry. The stream holds its place among the open streams until the response ends.
/// </summary>
internal sealed class StreamFilter(StreamLimiter limiter, StreamMetrics metrics, IHostApplicationLifetime lifetime) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!StreamHandles.TryRead(http.Request, out _))
            return Results.Problem(StreamHandles.Rule, statusCode: StatusCodes.Status400BadRequest);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Refuse(http, Refusal.ShuttingDown);
        if (HttpMethods.IsHead(http.Request.Method))
        {
            StreamResponse.WriteHeaders(http.Response, gzip: false);
            return Results.Empty;
        }
        if (!limiter.TryAcquire(http.Connection.RemoteIpAddress, out var lease, out var refusal))
            return Refuse(http, refusal);
        http.Response.RegisterForDispose(lease);
        StreamResponse.LeaveOutOfTelemetry(http);
        return await next(context);
    }

    private IResult Refuse(HttpContext context, Refusal refusal)
    {
        metrics.RejectedOne();
        StreamResponse.WriteHeaders(context.Response, refusal);
        return Results.Problem(refusal.Reason, statusCode: refusal.Status);
    }
}
