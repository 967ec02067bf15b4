using System.Globalization;
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

    // Longer than a lease, and than an instance that is silent counts as one that runs.
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("kill")]
    [LongInlineData("none")]
    [LongInlineData("freeze")]
    [LongInlineData("partition")]
    [LongInlineData("refuse")]
    [LongInlineData("redis-kill")]
    [LongInlineData("redis-truncate")]
    [LongInlineData("redis-freeze")]
    [LongInlineData("redis-flush")]
    [LongInlineData("roll")]
    public async Task Clients_that_hop_between_instances_see_one_log(string fault)
    {
        await using var cluster = await Cluster.StartAsync(3, Settings);
        try
        {
            await FollowThroughAsync(cluster, fault);
        }
        finally
        {
            foreach (var name in cluster.Names)
                output.WriteLine($"{name}: {cluster[name].Output}");
        }
    }

    private async Task FollowThroughAsync(Cluster cluster, string fault)
    {
        await using var checker = new ClusterChecker(cluster, TestSeed.Announce());
        checker.Start(TestLength.Choose(30, 300));
        await ReceiveAsync(checker, fault);
        var before = await MarketContinuity.ReadAsync(cluster.AnyClient(new Random(0)));
        var epoch = await EpochAsync(cluster);

        await FailAsync(cluster, fault);

        await ReceiveAsync(checker, fault);
        // What Redis has lost is not continued, but its ids are not used again.
        var isLost = fault is "redis-truncate" or "redis-flush";
        await checker.FinishAsync(isLost ? epoch + 1 : 0);
        if (!isLost)
            (await MarketContinuity.ReadAsync(cluster.AnyClient(new Random(0)))).AssertContinues(before);
        else
        {
            Assert.True(await EpochAsync(cluster) > epoch, "No new epoch has begun.");
            Assert.InRange(checker.Snapshots, 1, long.MaxValue);
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault}: {checker.Summary}"));
        Assert.True(checker.Violations.Count == 0, string.Join('\n', checker.Violations.Take(20)));
        // An instance that has just been resumed, or is slow, may not have caught up with a client's cursor in time.
        if (fault is "none" or "kill" or "freeze" or "roll")
            Assert.InRange(checker.Snapshots, 0, checker.Resumes / 10);
    }

    private static async Task<long> EpochAsync(Cluster cluster) =>
        (await cluster.ClientOf(cluster.Names[0]).GetJsonAsync("/stats")).GetProperty("epoch").GetInt64();

    private async Task FailAsync(Cluster cluster, string fault)
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
                await Task.Delay(Absence, TestTimeout.Token);
                await cluster.LeaderAsync(others);
                cluster[leader].Thaw();
                await cluster.AdvanceAsync();
                output.WriteLine($"{await cluster.RefusedAsync(leader)} updates of the resumed leader were refused.");
                break;
            case "partition":
                cluster.LinkOf(leader).Silence();
                await cluster.LeaderAsync(others);
                await cluster.ReadyAsync(leader, false);
                cluster.LinkOf(leader).Restore();
                await cluster.ReadyAsync(leader, true);
                break;
            case "refuse":
                cluster.LinkOf(others[0]).Refuse();
                await cluster.ReadyAsync(others[0], false);
                cluster.LinkOf(others[0]).Restore();
                await cluster.ReadyAsync(others[0], true);
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
                await Task.Delay(Absence, TestTimeout.Token);
                foreach (var name in cluster.Names)
                    await cluster.ReadyAsync(name, false);
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

    // Without a fault, two half minutes at 50 batches per second to 300 clients.
    private static Task ReceiveAsync(ClusterChecker checker, string fault)
    {
        var enough = checker.Events + TestLength.Choose(2_000, fault == "none" ? 450_000 : 100_000);
        return Eventually.TrueAsync(() => checker.Events > enough);
    }
}
