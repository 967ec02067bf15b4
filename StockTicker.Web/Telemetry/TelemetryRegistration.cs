using System.Reflection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StockTicker.Web.Telemetry;

/// <summary>Registers metrics, traces and logs.</summary>
internal static class TelemetryRegistration
{
    /// <summary>
    /// Adds the meter, and exports metrics, traces and logs to the endpoints in OpenTelemetry's environment variables
    /// (<see href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">OTLP exporter</see>). Without an endpoint, OpenTelemetry is
    /// not added.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHostedService<StreamMeter>();
        if (!Has("METRICS") && !Has("TRACES") && !Has("LOGS"))
            return services;
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(
            configuration["OTEL_SERVICE_NAME"] ?? "stockticker",
            serviceVersion: typeof(TelemetryRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion));
        if (Has("METRICS"))
        {
            telemetry.WithMetrics(metrics => metrics.AddMeter(
                StreamMeter.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.Diagnostics", "Microsoft.AspNetCore.Authentication")
                .AddOtlpExporter(otlp => Point(otlp, "METRICS")));
        }
        if (Has("TRACES"))
            telemetry.WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddOtlpExporter(otlp => Point(otlp, "TRACES")));
        if (Has("LOGS"))
            telemetry.WithLogging(logs => logs.AddOtlpExporter(otlp => Point(otlp, "LOGS")));
        return services;

        // The exporter reads the general variable. The value of a signal's own variable is used unchanged.
        void Point(OtlpExporterOptions otlp, string signal)
        {
            if (Uri.TryCreate(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"], UriKind.Absolute, out var own))
                otlp.Endpoint = own;
        }

        bool Has(string signal) => !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
            && !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] ?? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
    }
}
