using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.ScaleOut;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Tests.ScaleOut;

/// <summary>A manual clock that instances share.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterStepTests
{
    private static readonly string[] Settings = ["Market:Instruments=10", "Market:QuotesPerUpdate=4"];

    [Fact]
    public async Task Steps_on_any_instance_are_those_of_a_market_of_its_own_and_another_instance_continues_it()
    {
        await using var alone = new TickerApplication(Settings);
        using var own = alone.Connect();
        await using var cluster = await LocalCluster.StartAsync(2, Settings);
        var (a, b) = (cluster["a"], cluster["b"]);
        await using var expected = await EventReader.OpenAsync(own, "/stream/quotes");
        await using var first = await EventReader.OpenAsync(a, "/stream/quotes");
        await using var second = await EventReader.OpenAsync(b, "/stream/quotes");

        foreach (var (stepped, updates) in new[] { (b, 2), (a, 1), (b, 1) })
        {
            var id = await stepped.StepAsync(updates);
            Assert.Equal(await own.StepAsync(updates), id);
            Assert.Equal(id, await LastIdAsync(a));
            Assert.Equal(id, await LastIdAsync(b));
        }

        for (var i = 0; i < 4; i++)
        {
            var update = await expected.NextAsync("quotes");
            foreach (var stream in new[] { first, second })
            {
                var shared = await stream.NextAsync("quotes");
                Assert.Equal((update.Id, update.Json), (shared.Id, shared.Json));
            }
        }
        Assert.Equal(await own.GetStringAsync("/quotes", TestTimeout.Token), await b.GetStringAsync("/quotes", TestTimeout.Token));

        await cluster.StopAsync("a");
        await cluster.TakeLeaseAsync("b");
        // The new epoch is the clock's time.
        Assert.Equal($"{TickerApplication.Start + 1000}-1", await b.StepAsync());
        Assert.Equal(TickerApplication.Start + 1250, (await b.GetJsonAsync("/stats")).GetProperty("lastTick").GetInt64());
    }

    [Fact]
    public async Task An_instance_that_joins_has_the_trades_and_candles_since_the_checkpoint()
    {
        await using var cluster = await LocalCluster.StartAsync(1, Settings);
        await cluster["a"].StepAsync(20);

        var joined = cluster.Add("b");
        await joined.StepAsync();

        foreach (var quote in (await joined.GetJsonAsync("/quotes")).GetProperty("quotes").EnumerateArray())
        {
            var symbol = quote.GetProperty("symbol").GetString();
            foreach (var path in new[] { "trades", "candles?interval=1s" })
                Assert.Equal(await cluster["a"].GetStringAsync($"/quotes/{symbol}/{path}", TestTimeout.Token), await joined.GetStringAsync($"/quotes/{symbol}/{path}", TestTimeout.Token));
        }
    }

    [Fact]
    public async Task A_step_waits_for_alerts_and_the_log_begins_before_the_first_step()
    {
        await using var cluster = await LocalCluster.StartAsync(2, Settings);
        var (a, b) = (cluster["a"], cluster["b"]);
        Assert.Equal($"{TickerApplication.Start}-1", await BroadcastAsync(b));

        await using var stream = await EventReader.OpenAsync(a.As(ForgedToken.Of("ada")), "/stream/me");
        await b.As(ForgedToken.Of("ada")).ArmAsync("AAPL", "above", 1);
        // Both instances know the alert before the step.
        await Eventually.TrueAsync(async () => (await a.AlertsAsync()).Count == 1);
        await b.StepAsync(5);

        var fired = (await stream.NextAsync("alert")).Id!;
        Assert.Equal(await LastIdAsync(a), await LastIdAsync(b));
        Assert.InRange(int.Parse(fired[(fired.IndexOf('-', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture), 3, 7);
    }

    [Fact]
    public async Task A_step_that_an_instance_does_not_write_is_an_error_that_names_it()
    {
        await using var application = new TickerApplication(
            services => services.AddSingleton<IOrders, SilentOrders>().AddSingleton<IInstances, SilentInstances>(), Settings);
        using var client = application.Connect();

        using var response = await client.PostAsJsonAsync("/market/step", new { updates = 1 }, TestTimeout.Token);

        Assert.NotNull(response.Headers.RetryAfter);
        await ProblemAssert.IsProblemAsync(
            response, HttpStatusCode.ServiceUnavailable, $"The update {TickerApplication.Start}-1 has been made, but has not been written within 7 seconds by b.");
    }

    private static async Task<string?> LastIdAsync(HttpClient client) => (await client.GetJsonAsync("/stats")).GetProperty("lastEventId").GetString();

    private static async Task<string> BroadcastAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/broadcast/notices") { Content = JsonContent.Create(new { message = "before" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast"));
        using var response = await client.SendAsync(request, TestTimeout.Token);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token)).GetProperty("id").GetString()!;
    }

    private sealed class SilentOrders : IOrders
    {
        public bool IsShared => true;

        public event Action<string, string>? Received
        {
            add { }
            remove { }
        }

        public event Action? Restored
        {
            add { }
            remove { }
        }

        public void Answer(string kind, Func<string, Task<string?>> answer)
        {
        }

        public Task TellAsync(string kind, string argument) => Task.CompletedTask;
    }

    private sealed class SilentInstances : IInstances
    {
        public IReadOnlyList<InstanceStats>? All => null;

        public InstanceFigures? Own => null;

        public Task<Answers> AskAsync(string kind, string argument, TimeSpan patience, bool any = false) => Task.FromResult(new Answers([], ["b"]));

        public ValueTask CatchUpAsync(string? cursor, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<int> DisconnectAsync(string handle, Disconnection how) => ValueTask.FromResult(0);

        public int OtherSubscribers(string channel) => 0;
    }
}
