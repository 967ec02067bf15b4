using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Telemetry;

/// <summary>What is exported over OTLP, and when.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Metrics_traces_and_logs_go_to_the_endpoint_in_the_OpenTelemetry_variables()
    {
        await using var collector = await Collector.StartAsync();
        var token = Tokens.Make("broadcast");
        await using (var application = new TickerApplication(
            [.. Tokens.Settings, $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
                "OTEL_SERVICE_NAME=board-of-tests", "OTEL_METRIC_EXPORT_INTERVAL=200", "OTEL_BSP_SCHEDULE_DELAY=100",
                "OTEL_BLRP_SCHEDULE_DELAY=100", "Streaming:MaxStreams=1"]))
        {
            using var client = application.Connect();
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            await using var stream = await EventReader.OpenAsync(client, "/stream");
            await stream.NextAsync("snapshot");
            using var refused = await client.GetAsync("/stream", TestTimeout.Token);
            await client.StepAsync(3);
            await client.GetStringAsync("/quotes/AAPL", TestTimeout.Token);

            foreach (var name in MeterTests.Instruments.Keys.Append("http.server.request.duration").Append("board-of-tests"))
                await collector.HasAsync("/v1/metrics", name);
            await collector.HasAsync("/v1/traces", "/quotes/AAPL");
            await collector.HasAsync("/v1/logs", "Rejecting all new streams");
        }
        foreach (var signal in new[] { "/v1/metrics", "/v1/traces", "/v1/logs" })
            Assert.DoesNotContain(token, collector.All(signal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_can_have_its_own_endpoint()
    {
        await using var collector = await Collector.StartAsync();
        await using var application = new TickerApplication(
            "Market:Instruments=3", $"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT={collector.Address}/mine", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "OTEL_METRIC_EXPORT_INTERVAL=200");
        application.StartServer();

        await collector.HasAsync("/mine", "stockticker.streams.active");
    }

    [Theory]
    [InlineData("Market:Instruments=3", false)]
    [InlineData("OTEL_SERVICE_NAME=x", false)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:1/", true)]
    public async Task Without_an_endpoint_nothing_is_exported(string setting, bool hasMetrics)
    {
        await using var application = new TickerApplication(setting);
        application.StartServer();

        Assert.Equal(hasMetrics, application.Services.GetService<MeterProvider>() is not null);
        Assert.Null(application.Services.GetService<TracerProvider>());
    }

    /// <summary>Receives what an application exports.</summary>
    private sealed class Collector(WebApplication server, ConcurrentQueue<(string Path, string Body)> received) : IAsyncDisposable
    {
        public string Address => server.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var received = new ConcurrentQueue<(string, string)>();
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            var server = builder.Build();
            server.Run(async context =>
            {
                // Strings are encoded as they are.
                using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
                received.Enqueue((context.Request.Path, await reader.ReadToEndAsync()));
            });
            await server.StartAsync();
            return new Collector(server, received);
        }

        public string All(string path) => string.Concat(received.Where(one => one.Path == path).Select(one => one.Body));

        public Task HasAsync(string path, string text) =>
            Eventually.TrueAsync(() => received.Any(one => one.Path == path && one.Body.Contains(text, StringComparison.Ordinal)));

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
