using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StockTicker.Web.Telemetry;

/// <summary>What an operator's own systems see.</summary>
internal static class TelemetryRegistration
{
    // The standard's names (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
    private static readonly string[] Endpoints =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ];

    /// <summary>
    /// Adds the meter, and, where OpenTelemetry's environment variables name an endpoint, sends metrics, traces and logs there. Without
    /// one nothing of it is set up.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHostedService<StreamMeter>();
        if (!Array.Exists(Endpoints, name => !string.IsNullOrEmpty(configuration[name])))
            return services;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                configuration["OTEL_SERVICE_NAME"] ?? "stockticker",
                serviceVersion: typeof(TelemetryRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion))
            .WithMetrics(metrics => metrics.AddMeter(
                StreamMeter.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.Diagnostics", "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.Authentication"))
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation(requests =>
                // A span of hours, which says nothing until it has ended, helps nobody.
                requests.Filter = context => !IsStream(context.Request.Path)))
            .WithLogging()
            .UseOtlpExporter();
        return services;
    }

    private static bool IsStream(PathString path) =>
        path.StartsWithSegments("/stream") || path.Equals("/stock-stream") || path.Equals("/protected-stream");
}
