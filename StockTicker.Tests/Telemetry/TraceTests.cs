using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Trace;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Telemetry;

public sealed class TraceTests
{
    [Theory]
    [InlineData("/stream", 200)]
    [InlineData("/stream/quotes,clock", 200)]
    [InlineData("/stock-stream", 200)]
    [InlineData("/protected-stream", 200)]
    [InlineData("/stream?interval=x", 400)]
    public async Task Requests_and_rejected_streams_have_spans_but_accepted_streams_have_none(string path, int status)
    {
        using var spans = new Recorder();
        await using (var application = new TickerApplication(
            // Nothing listens there: this test is not about the export.
            services => services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(spans)),
            "Market:Instruments=3", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:1/", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"))
        {
            using var client = application.ConnectAs("ada");
            spans.Port = application.Address.Port;
            using (var stream = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token))
                Assert.Equal(status, (int)stream.StatusCode);
            // Over HTTP/2 and TLS, the request lasts as long as the stream.
            await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 0);
        }

        // The server has stopped, so all of its requests have ended.
        Assert.Contains("/stats 200", spans.Own);
        Assert.Equal(status != 200, spans.Own.Any(span => span == $"{path.Split('?')[0]} {status}"));
        Assert.All(spans.Own, span => Assert.True(span == "/stats 200" || status != 200, span));
    }

    /// <summary>Records the exported spans of one server, because others run in the same process.</summary>
    private sealed class Recorder : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> _ended = new();

        public int Port { get; set; }

        public List<string> Own => [.. _ended.Where(span => Tag(span, "server.port") == Port.ToString(CultureInfo.InvariantCulture))
            .Select(span => $"{Tag(span, "url.path")} {Tag(span, "http.response.status_code")}")];

        public override void OnEnd(Activity data)
        {
            if (data is { Recorded: true, Kind: ActivityKind.Server })
                _ended.Enqueue(data);
        }

        private static string? Tag(Activity span, string name) => Convert.ToString(span.GetTagItem(name), CultureInfo.InvariantCulture);
    }
}
