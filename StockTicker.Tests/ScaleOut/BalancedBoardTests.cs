using System.Diagnostics;
using System.Globalization;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Interoperability;

namespace StockTicker.Tests.ScaleOut;

/// <summary>The board behind an nginx that sends each request to another of three instances, while the one that serves its stream crashes.</summary>
[Trait("Category", "Slow")]
public sealed class BalancedBoardTests(Chromium chromium, ITestOutputHelper output) : BrowserTest(chromium)
{
    private const string IsLiveAfter =
        """
        id => {
          const { connection, lastEventId } = document.documentElement.dataset;
          const [epoch, sequence] = id.split('-').map(Number);
          const [newEpoch, newSequence] = (lastEventId ?? '0-0').split('-').map(Number);
          return connection === 'live' && (newEpoch > epoch || (newEpoch === epoch && newSequence > sequence));
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task The_board_resumes_on_another_instance()
    {
        var cluster = Serve(await Cluster.StartAsync(3, "Market:Instruments=5"));
        var nginx = Serve(await Nginx.StartAsync([.. cluster.Names.Select(name => new Uri(cluster.AddressOf(name)))]));
        var page = await NewPageAsync();
        await page.GotoAsync(nginx.KeepAlive.AbsoluteUri);
        await page.WaitForFunctionAsync(IsLiveAfter, "0-0");

        var deaths = TestLength.Choose(2, 10);
        var (resumed, inTime) = (0, 0);
        for (var i = 0; i < deaths; i++)
        {
            var serving = await ServingAsync(cluster);
            var wasLeading = serving == await cluster.LeaderAsync();
            var before = await ResyncsAsync(cluster, serving);
            var id = await page.EvaluateAsync<string>("document.documentElement.dataset.lastEventId");
            var death = Stopwatch.GetTimestamp();
            await cluster[serving].KillAsync();
            await page.WaitForFunctionAsync(IsLiveAfter, id);
            var took = Stopwatch.GetElapsedTime(death);

            var hasResumed = await ResyncsAsync(cluster, serving) == before;
            resumed += hasResumed ? 1 : 0;
            inTime += took <= Limit ? 1 : 0;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{serving}{(wasLeading ? ", the leader," : "")} was killed: live {took.TotalMilliseconds:F0} ms later, {(hasResumed ? "resumed" : "with a snapshot")}"));
            await cluster.RemoveAsync(serving);
            if (TestLength.IsLong)
                await cluster.AddAsync(serving);
        }

        Assert.InRange(resumed, (deaths * 9 / 10), deaths);
        // Only the release run measures time.
        Assert.True(!TestLength.IsLong || inTime == deaths, $"The page was live in time after {inTime} of {deaths} deaths.");
    }

    // The instance that has the only stream.
    private static async Task<string> ServingAsync(Cluster cluster)
    {
        string[] serving = [];
        await Eventually.TrueAsync(async () =>
        {
            var streams = await Task.WhenAll(cluster.Names.Select(async name =>
                (Name: name, Count: (await cluster.ClientOf(name).GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32())));
            serving = [.. streams.Where(stream => stream.Count > 0).Select(stream => stream.Name)];
            return serving.Length == 1;
        });
        return serving[0];
    }

    // Streams with a cursor that got a snapshot are counted.
    private static async Task<long> ResyncsAsync(Cluster cluster, string except) =>
        (await Task.WhenAll(cluster.Names.Where(name => name != except).Select(async name =>
            (await cluster.ClientOf(name).GetJsonAsync("/stats")).GetProperty("resyncs").GetInt64()))).Sum();
}
