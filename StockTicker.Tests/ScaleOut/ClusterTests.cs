using System.Globalization;
using System.Net;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.ScaleOut;

/// <summary>Instances in separate processes, and clients who hop between them, while parts of the cluster fail.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterTests(ITestOutputHelper output)
{
    // Small batches of many instruments, so that a client can resume after a long time; see StreamStart.
    private static readonly string[] Settings =
    [
        "Market:Instruments=40", "Market:QuotesPerUpdate=1", "Streaming:NewStreamsPerMinute=0", "Streaming:MaxStreamsPerAddress=0",
        $"Market:UpdateInterval={TestLength.Choose("00:00:00.050", "00:00:00.020")}",
    ];

    [Theory]
    [InlineData("kill")]
    [LongInlineData("none")]
    [LongInlineData("freeze")]
    [LongInlineData("redis-kill")]
    [LongInlineData("redis-truncate")]
    [LongInlineData("redis-freeze")]
    [LongInlineData("redis-flush")]
    [LongInlineData("roll")]
    public async Task Clients_that_hop_between_instances_see_one_log(string fault)
    {
        await using var cluster = await Cluster.StartAsync(3, Settings);
        await using var checker = new ClusterChecker(cluster, TestSeed.Announce());
        checker.Start(TestLength.Choose(30, 300));
        await ReceiveAsync(checker);

        await FailAsync(cluster, fault);

        await ReceiveAsync(checker);
        await checker.FinishAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault}: {checker.Summary}"));
        foreach (var name in cluster.Names)
            output.WriteLine($"{name}: {cluster[name].Output}");
        Assert.True(checker.Violations.Count == 0, string.Join('\n', checker.Violations.Take(20)));
        // An instance that has just been resumed, or is slow, may not have caught up with a client's cursor in time.
        if (!fault.StartsWith("redis", StringComparison.Ordinal))
            Assert.InRange(checker.Snapshots, 0, checker.Resumes / 10);
    }

    private static async Task FailAsync(Cluster cluster, string fault)
    {
        var leader = await cluster.LeaderAsync();
        var others = cluster.Names.Where(name => name != leader).ToArray();
        switch (fault)
        {
            case "kill":
                await cluster[leader].KillAsync();
                await cluster.RemoveAsync(leader);
                await cluster.LeaderAsync(others);
                break;
            case "freeze":
                cluster[leader].Freeze();
                await cluster.LeaderAsync(others);
                cluster[leader].Thaw();
                break;
            case "redis-kill":
                await cluster.Redis.KillAsync();
                await cluster.Redis.ResumeAsync();
                break;
            case "redis-truncate":
                await cluster.Redis.KillAsync();
                cluster.Redis.Truncate(5000);
                await cluster.Redis.ResumeAsync();
                break;
            case "redis-freeze":
                cluster.Redis.Freeze();
                foreach (var name in cluster.Names)
                {
                    await Eventually.TrueAsync(async () =>
                    {
                        using var ready = await cluster.ClientOf(name).GetAsync("/health/ready", TestTimeout.Token);
                        return ready.StatusCode == HttpStatusCode.ServiceUnavailable;
                    });
                }
                cluster.Redis.Thaw();
                break;
            case "redis-flush":
                await using (var redis = await cluster.Redis.ConnectAsync())
                {
                    await redis.GetDatabase().ExecuteAsync("FLUSHALL");
                    await redis.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");
                }
                break;
            case "roll":
                foreach (var name in cluster.Names)
                {
                    cluster[name].Terminate();
                    Assert.Equal(0, await cluster[name].ExitAsync());
                    await cluster.RemoveAsync(name);
                    await cluster.AddAsync(name);
                }
                break;
        }
        await cluster.AdvanceAsync();
    }

    private static Task ReceiveAsync(ClusterChecker checker)
    {
        var enough = checker.Events + TestLength.Choose(2_000, 100_000);
        return Eventually.TrueAsync(() => checker.Events > enough);
    }
}
