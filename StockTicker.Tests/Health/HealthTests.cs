using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task A_running_market_is_live_and_ready()
    {
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider()), "Market:Clock=system");
        using var client = application.Connect();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/ready"));
    }

    [Fact]
    public async Task A_manual_market_is_ready_at_any_age_of_its_last_batch()
    {
        var time = new FakeTimeProvider();
        await using var application = new TickerApplication(services => services.AddSingleton<TimeProvider>(time));
        using var client = application.Connect();
        time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/ready"));
    }

    [Fact]
    public async Task A_market_whose_batches_do_not_reach_the_log_is_not_ready()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var application = new TickerApplication(services => services.AddSingleton<TimeProvider>(time), "Market:Clock=system");
        using var client = application.Connect();
        var log = application.Services.GetRequiredService<EventLog>();
        application.Services.GetRequiredService<StockHub>().Complete();

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/ready"));
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(0, log.Head.Sequence);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/live"));
    }

    [Fact]
    public async Task A_simulator_fault_ends_readiness_and_heartbeats_show_the_last_batch_time()
    {
        var random = new BreakableRandom();
        await using var application = new TickerApplication(
            services => services.AddSingleton(provider => new PriceModel(provider.GetRequiredService<InstrumentCatalog>(), new PriceModelParameters(), random)),
            "Market:Clock=system", "Market:UpdateInterval=00:00:00.010", "Streaming:HeartbeatInterval=00:00:01");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream");
        await stream.NextAsync("quotes");

        random.Break();
        await Eventually.TrueAsync(() => application.Services.GetRequiredService<MarketDriver>().Fault is not null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/health/ready"));
        var last = application.Services.GetRequiredService<EventLog>().Head.Book.Time.ToUnixTimeMilliseconds();
        // One from before the fault may come first.
        while ((await stream.NextAsync("heartbeat")).Number("lastTick") != last)
        {
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestTimeout.Token);
        return response.StatusCode;
    }

    /// <summary>Random numbers that can be made to fail.</summary>
    private sealed class BreakableRandom : Random
    {
        private volatile bool _broken;

        public void Break() => _broken = true;

        protected override double Sample() => _broken ? throw new InvalidOperationException("The random numbers failed.") : base.Sample();

        public override double NextDouble() => Sample();

        public override int Next(int maxValue) => (int)(Sample() * maxValue);
    }
}
