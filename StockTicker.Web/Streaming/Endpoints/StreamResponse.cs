using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>The headers of all streams, and of their refusals.</summary>
internal static class StreamResponse
{
    /// <summary>Writes the headers of a stream.</summary>
    public static void WriteHeaders(HttpResponse response, bool gzip)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = "Accept-Encoding";
        if (gzip)
            response.Headers.ContentEncoding = "gzip";
    }

    /// <summary>Writes the headers of a refusal.</summary>
    public static void WriteHeaders(HttpResponse response, Refusal refusal) =>
        response.Headers.RetryAfter = refusal.RetryAfter.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Leaves a stream out of the request durations, which it would distort because it depends on the client, and out of the traces,
    /// because a span that is exported only after hours is not useful.
    /// </summary>
    public static void LeaveOutOfTelemetry(HttpContext context)
    {
        context.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } span)
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~System.Diagnostics.ActivityTraceFlags.Recorded;
        }
    }
}
