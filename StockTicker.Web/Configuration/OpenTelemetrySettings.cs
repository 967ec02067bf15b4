using static StockTicker.Web.Configuration.ValueKinds;

namespace StockTicker.Web.Configuration;

/// <summary>
/// The variables of the OpenTelemetry specification that the exporter reads
/// (<see href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">environment variables</see>). It
/// ignores invalid values, or fails when it first exports.
/// </summary>
internal static class OpenTelemetrySettings
{
    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    private static readonly string[] Signals = ["", "METRICS_", "TRACES_", "LOGS_"];
    private static readonly string[] Processors = ["BSP", "BLRP"];
    private static readonly string[] Attributes = ["ATTRIBUTE", "SPAN_ATTRIBUTE", "LOGRECORD_ATTRIBUTE"];
    private static readonly string[] Parts = ["SPAN_EVENT", "SPAN_LINK", "EVENT_ATTRIBUTE", "LINK_ATTRIBUTE"];

    /// <summary>All of them.</summary>
    public static IEnumerable<KnownSetting> All =>
    [
        Flag("OTEL_SDK_DISABLED"),
        Text("OTEL_SERVICE_NAME"),
        Pairs("OTEL_RESOURCE_ATTRIBUTES"),
        Text("OTEL_PROPAGATORS"),
        .. Signals.SelectMany(signal => Exporter($"OTEL_EXPORTER_OTLP_{signal}")),
        Choice("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "cumulative", "delta", "lowmemory"),
        Choice("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "explicit_bucket_histogram", "base2_exponential_bucket_histogram"),
        Number("OTEL_METRIC_EXPORT_INTERVAL", 1),
        Number("OTEL_METRIC_EXPORT_TIMEOUT", 1),
        Choice("OTEL_METRICS_EXEMPLAR_FILTER", "always_on", "always_off", "trace_based"),
        Choice("OTEL_TRACES_SAMPLER", Samplers),
        new("OTEL_TRACES_SAMPLER_ARG", "a number from 0 to 1", value => double.TryParse(
            value, System.Globalization.CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1),
        .. Processors.SelectMany(Batch),
        .. Attributes.SelectMany(Sizes),
        .. Parts.Select(what => Number($"OTEL_{what}_COUNT_LIMIT")),
    ];

    private static IEnumerable<KnownSetting> Exporter(string prefix) =>
    [
        Address($"{prefix}ENDPOINT", "http://collector:4317"),
        Choice($"{prefix}PROTOCOL", "grpc", "http/protobuf"),
        Number($"{prefix}TIMEOUT", 1),
        Pairs($"{prefix}HEADERS") with { IsSecret = true },
        File($"{prefix}CERTIFICATE"),
        File($"{prefix}CLIENT_CERTIFICATE"),
        File($"{prefix}CLIENT_KEY"),
        Text($"{prefix}COMPRESSION"),
        Text($"{prefix}INSECURE"),
    ];

    private static IEnumerable<KnownSetting> Batch(string processor) =>
    [
        Number($"OTEL_{processor}_SCHEDULE_DELAY", 1),
        Number($"OTEL_{processor}_EXPORT_TIMEOUT", 1),
        Number($"OTEL_{processor}_MAX_QUEUE_SIZE", 1),
        Number($"OTEL_{processor}_MAX_EXPORT_BATCH_SIZE", 1),
    ];

    private static IEnumerable<KnownSetting> Sizes(string what) =>
        [Number($"OTEL_{what}_VALUE_LENGTH_LIMIT"), Number($"OTEL_{what}_COUNT_LIMIT")];

    private static KnownSetting Pairs(string key) => new(key, "a list like name=value,other=value", value => value
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0));

    private static KnownSetting File(string key) => new(key, "an existing file", System.IO.File.Exists);
}
