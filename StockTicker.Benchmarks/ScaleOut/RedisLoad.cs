using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;
using StockTicker.Web.ScaleOut;

namespace StockTicker.Benchmarks.ScaleOut;

/// <summary>Batches that were added to a log on Redis one after the other while others read it.</summary>
/// <param name="Batches">The number of batches.</param>
/// <param name="Seconds">The duration, in seconds.</param>
/// <param name="RedisSeconds">The CPU time of Redis, in seconds.</param>
/// <param name="Median">The median time from adding a batch to reading it, in milliseconds.</param>
/// <param name="P99">The 99th percentile of it.</param>
internal sealed record RedisLoad(long Batches, double Seconds, double RedisSeconds, double Median, double P99)
{
    /// <summary>The size of a batch in bytes: 20 quotes.</summary>
    public const int BatchSize = 5400;

    /// <summary>What the names of all keys begin with.</summary>
    public const string KeyPrefix = "stockticker-benchmark-";

    private const int Retained = 4096;

    /// <summary>Measures a Redis with a number of readers.</summary>
    public static async Task<RedisLoad> RunAsync(string redis, int readers, TimeSpan duration)
    {
        await using var connection = await ConnectAsync(redis);
        var log = new SharedLog(connection.GetDatabase(), string.Create(CultureInfo.InvariantCulture, $"{{{KeyPrefix}{Environment.ProcessId}}}:"));
        await log.BeginAsync();
        using var stop = new CancellationTokenSource();
        var reading = new List<Task<List<double>>>();
        for (var i = 0; i < readers; i++)
        {
            var reader = await ConnectAsync(redis);
            var isReady = new TaskCompletionSource();
            reading.Add(log.ReadAsync(reader, isReady, stop.Token));
            await isReady.Task;
        }
        var before = await CpuSecondsAsync(connection);
        var begun = Stopwatch.GetTimestamp();
        var batches = 0L;
        while (Stopwatch.GetElapsedTime(begun) < duration)
        {
            await log.AddAsync();
            batches++;
        }
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var used = await CpuSecondsAsync(connection) - before;
        await stop.CancelAsync();
        var times = (await Task.WhenAll(reading)).SelectMany(list => list).Order().ToList();
        await log.DeleteAsync();
        return new RedisLoad(batches, seconds, used, At(0.5), At(0.99));

        double At(double share) => times.Count == 0 ? double.NaN : times[(int)(share * (times.Count - 1))];
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(string redis) => ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");

    private static async Task<double> CpuSecondsAsync(ConnectionMultiplexer connection)
    {
        var info = (string)(await connection.GetDatabase().ExecuteAsync("INFO", "cpu"))!;
        return info.Split("\r\n")
            .Select(line => line.Split(':'))
            .Where(line => line[0] is "used_cpu_sys" or "used_cpu_user")
            .Sum(line => double.Parse(line[1], CultureInfo.InvariantCulture));
    }

    /// <summary>A log in Redis, used by the scripts of the application.</summary>
    private sealed class SharedLog(IDatabase database, string prefix)
    {
        private const long Epoch = 1;
        private const string Owner = "benchmark";

        private readonly string _script = LogScripts.Publish(Epoch);
        private readonly byte[] _batch = new byte[BatchSize];

        private RedisChannel Bell => RedisChannel.Literal($"{prefix}bell");

        private RedisKey[] Keys => [$"{prefix}head", $"{prefix}quotes", $"{prefix}lease", $"{prefix}once"];

        public async Task BeginAsync()
        {
            await database.StringSetAsync($"{prefix}lease", Owner);
            await database.ScriptEvaluateAsync(_script, Keys, Arguments());
        }

        public Task<RedisResult> AddAsync() => database.ExecuteAsync("EVALSHA", [LogScripts.DigestOf(_script), 4, .. Keys.Select(key => (object)key), .. Arguments().Select(value => (object)value)]);

        public Task<long> DeleteAsync() => database.KeyDeleteAsync(Keys);

        /// <summary>Reads each batch after its bell, as an instance does, and returns how long after it was added, in milliseconds.</summary>
        public async Task<List<double>> ReadAsync(ConnectionMultiplexer connection, TaskCompletionSource isReady, CancellationToken stop)
        {
            await using var open = connection;
            var times = new List<double>();
            using var bell = new SemaphoreSlim(0);
            await connection.GetSubscriber().SubscribeAsync(Bell, (_, _) => bell.Release());
            isReady.SetResult();
            var last = $"{Epoch}-1";
            while (!stop.IsCancellationRequested)
            {
                await bell.WaitAsync(TimeSpan.FromMilliseconds(100), CancellationToken.None);
                while (bell.Wait(0, CancellationToken.None))
                {
                    // One read for all bells so far.
                }
                var result = (RedisResult[])(await connection.GetDatabase().ScriptEvaluateAsync(LogScripts.Read, [Keys[1], $"{prefix}channels"], [last, 500]))!;
                var now = Stopwatch.GetTimestamp();
                foreach (var row in (RedisResult[])result[0]!)
                {
                    var fields = (RedisResult[])row!;
                    last = (string)fields[0]!;
                    var payload = (byte[])((RedisResult[])fields[1]!)[3]!;
                    times.Add(Stopwatch.GetElapsedTime(BitConverter.ToInt64(payload), now).TotalMilliseconds);
                }
            }
            return times;
        }

        private RedisValue[] Arguments()
        {
            BitConverter.TryWriteBytes(_batch, Stopwatch.GetTimestamp());
            return [Epoch, Retained, Bell.ToString(), Owner, 0, "", _batch];
        }
    }
}
