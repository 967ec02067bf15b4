using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Telemetry;

public sealed class MeterTests
{
    // Each instrument and its unit.
    public static readonly IReadOnlyDictionary<string, string> Instruments = new Dictionary<string, string>
    {
        ["stockticker.streams.active"] = "{stream}",
        ["stockticker.streams.lag"] = "{event}",
        ["stockticker.streams.rejected"] = "{stream}",
        ["stockticker.streams.resynchronized"] = "{stream}",
        ["stockticker.streams.slow"] = "{stream}",
        ["stockticker.channel.subscribers"] = "{subscriber}",
        ["stockticker.events.published"] = "{event}",
        ["stockticker.events.delivered"] = "{event}",
        ["stockticker.events.bytes"] = "By",
        ["stockticker.events.bytes_saved"] = "By",
        ["stockticker.events.encode.duration"] = "s",
        ["stockticker.events.delivery.duration"] = "s",
        ["stockticker.updates.merged"] = "{update}",
        ["stockticker.batch.age"] = "s",
        ["stockticker.replay.headroom"] = "s",
    };

    // Those of an instance that shares a market.
    public static readonly IReadOnlyDictionary<string, string> Shared = new Dictionary<string, string>
    {
        ["stockticker.instance.leader"] = "1",
        ["stockticker.instance.lag"] = "s",
        ["stockticker.instance.lag.events"] = "{event}",
        ["stockticker.instance.read"] = "{event}",
        ["stockticker.instance.refused"] = "{event}",
    };

    [Fact]
    public async Task Metrics_and_statistics_agree()
    {
        await using var application = new TickerApplication("Streaming:MaxStreams=2", "Market:Instruments=10");
        using var client = application.Connect();
        using var meter = new Recorder(application, "StockTicker");
        await using var stream = await EventReader.OpenAsync(client, "/stream/quotes,room-1");
        await stream.NextAsync("snapshot");
        await using var other = await EventReader.OpenAsync(client, "/stream/room-2,notices");
        using var refused = await client.GetAsync("/stream", TestTimeout.Token);
        await client.StepAsync(5);

        var stats = await client.GetJsonAsync("/stats");
        meter.Observe();

        Assert.Equal(Instruments.OrderBy(one => one.Key), meter.Published.OrderBy(one => one.Key));
        Assert.Equal(2, meter.Last("stockticker.streams.active"));
        Assert.Equal(5, meter.Last("stockticker.events.published"));
        Assert.Equal(1, meter.Last("stockticker.streams.rejected"));
        Assert.Equal(stats.GetProperty("eventsDelivered").GetDouble(), meter.Last("stockticker.events.delivered"));
        Assert.Equal(stats.GetProperty("bytesSent").GetDouble(), meter.Last("stockticker.events.bytes"));
        Assert.Equal(0, meter.Last("stockticker.batch.age"));
        Assert.Equal(5, meter.All("stockticker.events.encode.duration").Count());
        Assert.InRange(meter.All("stockticker.events.delivery.duration").Count(), 1, 5);
        Assert.All(meter.All("stockticker.events.delivery.duration"), seconds => Assert.True(seconds.Value >= 0));
        // Only the built-in channels have their own time series.
        var subscribers = meter.All("stockticker.channel.subscribers").ToDictionary(one => one.Tags["stockticker.channel"]!, one => one.Value);
        Assert.Equal(
            BuiltInChannels.All.Select(channel => KeyValuePair.Create<object, double>(channel.Name, channel.Name is "quotes" or "notices" ? 1 : 0))
                .Append(new("other", 2)).OrderBy(one => one.Key),
            subscribers.OrderBy(one => one.Key));
    }

    [Fact]
    public async Task Request_durations_include_rejected_streams_but_not_accepted_ones()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var client = application.Connect();
        using var meter = new Recorder(application, "Microsoft.AspNetCore.Hosting");

        await using (var stream = await EventReader.OpenAsync(client, "/stream"))
            await stream.NextAsync("snapshot");
        using var bad = await client.GetAsync("/stream?interval=x", TestTimeout.Token);
        await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 0);
        await client.GetStringAsync("/quotes/AAPL", TestTimeout.Token);
        await Eventually.TrueAsync(() => Durations().Contains("quotes/{symbol} 200"));

        Assert.Contains("stream/{names?} 400", Durations());
        Assert.DoesNotContain("stream/{names?} 200", Durations());

        List<string> Durations() => [.. meter.All("http.server.request.duration").Select(one =>
            $"{one.Tags.GetValueOrDefault("http.route")?.ToString()?.TrimStart('/')} {one.Tags["http.response.status_code"]}")];
    }

    [Fact]
    public void Each_metric_is_documented_for_operators()
    {
        var text = File.ReadAllText(Path.Combine(ApplicationProcess.Repository, "docs", "operating.md"));

        Assert.All(Instruments.Keys.Concat(Shared.Keys), name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    /// <summary>Listens to one meter of one application.</summary>
    internal sealed class Recorder : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = new();

        public Recorder(TickerApplication application, string name)
        {
            application.StartServer();
            var scope = application.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name != name || !ReferenceEquals(instrument.Meter.Scope, scope))
                    return;
                Published[instrument.Name] = instrument.Unit ?? "";
                listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public ConcurrentDictionary<string, string> Published { get; } = new();

        public void Observe() => _listener.RecordObservableInstruments();

        public IEnumerable<(string Name, double Value, Dictionary<string, object?> Tags)> All(string name) => _measured.Where(one => one.Name == name);

        public double Last(string name) => All(name).Last().Value;

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var copy = new Dictionary<string, object?>();
            foreach (var (key, tag) in tags)
                copy[key] = tag;
            _measured.Enqueue((instrument.Name, value, copy));
        }
    }
}
