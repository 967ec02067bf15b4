using StackExchange.Redis;
using StockTicker.Web.ScaleOut;

namespace StockTicker.Tests.ScaleOut;

/// <summary>Which checkpoints of a leader Redis stores.</summary>
[Trait("Category", "Slow")]
public sealed class StoredCheckpointTests
{
    [Theory]
    [InlineData("leader", 7, 3, true)]
    [InlineData("leader", 7, 2, true)]
    // Redis has lost the event that the leader has.
    [InlineData("leader", 7, 4, false)]
    [InlineData("leader", 6, 1, false)]
    [InlineData("another", 7, 3, false)]
    public async Task A_checkpoint_is_stored_if_the_log_has_its_events_and_the_writer_leads(string writer, long epoch, long sequence, bool isStored)
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        await database.HashSetAsync("head", [new("e", 7), new("s", 3)]);
        await database.StringSetAsync("lease", "leader");

        var result = await database.ScriptEvaluateAsync(LogScripts.Save, [(RedisKey)"head", "lease", "checkpoint"], [writer, epoch, sequence, "state"]);

        Assert.Equal(isStored, (long)result == 1);
        Assert.Equal(isStored, await database.KeyExistsAsync("checkpoint"));
    }
}
