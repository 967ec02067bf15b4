using System.Text.Json;
using StockTicker.Tests.Api;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Telemetry;

namespace StockTicker.Tests.ScaleOut;

/// <summary>An instance that still believes that it moves the market, as after it has been suspended between looking and writing.</summary>
[Trait("Category", "Slow")]
public sealed class ReplacedLeaderTests
{
    [Fact]
    public async Task Its_update_is_refused_and_counted_and_it_follows()
    {
        await using var cluster = await LocalCluster.StartAsync(2, "Market:Instruments=10");
        var (a, b) = (cluster["a"], cluster["b"]);
        await a.StepAsync();
        await cluster.TakeLeaseAsync("b");
        Assert.Equal($"{TickerApplication.Start + 250}-1", await b.StepAsync());
        using var meter = new MeterTests.Recorder(cluster.Application("a"), "StockTicker");

        // It is refused, so that the other one makes the update.
        Assert.Equal($"{TickerApplication.Start + 250}-2", await a.StepAsync());

        meter.Observe();
        Assert.Equal(MeterTests.Instruments.Concat(MeterTests.Shared).OrderBy(one => one.Key), meter.Published.OrderBy(one => one.Key));
        Assert.Equal(1, meter.Last("stockticker.instance.refused"));
        Assert.Equal(0, meter.Last("stockticker.instance.leader"));
        Assert.Equal(3, meter.Last("stockticker.instance.read"));
        var stats = default(JsonElement);
        await Eventually.TrueAsync(async () => Of(stats = await b.GetJsonAsync("/stats"), "a").GetProperty("refused").GetInt32() == 1);
        Assert.Equal((false, true), (IsLeader("a"), IsLeader("b")));
        (await DescribedApi.ReadAsync(b)).AssertMatches("Stats", stats);

        bool IsLeader(string name) => Of(stats, name).GetProperty("leader").GetBoolean();

        static JsonElement Of(JsonElement stats, string name) =>
            stats.GetProperty("instances").EnumerateArray().Single(instance => instance.GetProperty("name").GetString() == name);
    }
}
