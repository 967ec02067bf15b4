using System.CommandLine;
using System.Globalization;
using System.Text;
using StackExchange.Redis;
using StockTicker.Benchmarks.Fanout;

namespace StockTicker.Benchmarks.ScaleOut;

/// <summary>Measures what a log on Redis costs an instance and its clients, and how many batches one Redis carries.</summary>
internal static class ScaleOutCommand
{
    private static readonly int[] Readers = [2, 4, 8];

    public static Command Create()
    {
        var redis = new Option<string>("--redis") { Description = "Connection string of a Redis, for example localhost:6379", Required = true };
        var database = new Option<string>("--database") { Description = "Connection string of an empty PostgreSQL database", Required = true };
        var clients = new Option<int>("--clients") { Description = "Number of clients", DefaultValueFactory = _ => 1000 }.Bounded(1, 20_000);
        var seconds = new Option<double>("--seconds") { Description = "Duration of a measurement in seconds", DefaultValueFactory = _ => 4 }.Bounded(1, 60);
        var rounds = new Option<int>("--rounds") { Description = "Number of rounds of measurements", DefaultValueFactory = _ => 3 }.Bounded(1, 100);
        var application = Contestant.ApplicationOption();
        var save = new Option<bool>("--save") { Description = "Write the tables to StockTicker.Benchmarks/results/scaleout.md" };
        var command = new Command("scaleout", "Quotes delivered per CPU second with a log on Redis and without, and the batches that one Redis carries")
        {
            redis, database, clients, seconds, rounds, application, save,
        };
        command.SetAction(async (arguments, _) =>
        {
            if (Contestant.PathOf(arguments.GetValue(application)) is not { } path)
                return 1;
            try
            {
                var cluster = new Cluster(path, arguments.GetValue(redis)!, arguments.GetValue(database)!);
                var text = Fanout(cluster, arguments.GetValue(clients), arguments.GetValue(seconds), arguments.GetValue(rounds))
                    + await CapacityAsync(arguments.GetValue(redis)!, arguments.GetValue(seconds));
                Results.Report("scaleout", "Scale-out", text, arguments.GetValue(save));
            }
            // A server that does not start has said why.
            catch (Exception fault) when (fault is InvalidOperationException or RedisException or RedisCommandException)
            {
                Console.Error.WriteLine(fault.Message);
                return 1;
            }
            return 0;
        });
        return command;
    }

    private static string Fanout(Cluster cluster, int clients, double seconds, int rounds)
    {
        var loads = new List<(string Name, double Share, Load Load)>();
        for (var round = 1; round <= rounds; round++)
        {
            var apart = cluster.Apart.Run(clients, seconds);
            Add("without Redis", apart);
            Add("with Redis, the only instance", cluster.Instance($"{round}-1").Run(clients, seconds));
            using var leader = cluster.Start($"{round}-2");
            Add("with Redis, one that follows another", cluster.Instance($"{round}-2").Run(clients, seconds));

            void Add(string name, Load load)
            {
                loads.Add((name, load.QuotesPerServerSecond / apart.QuotesPerServerSecond, load));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"round {round}  {name,-36} {load.QuotesPerServerSecond,12:N0} quotes per CPU second  p50 {load.Median,6:N1} ms  p99 {load.P99,6:N1} ms  gaps {load.Gaps}"));
            }
        }
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            Medians of {rounds} rounds, with the minimum and the maximum of the ratio. {clients:N0} clients, 100 instruments, 20 quotes every 100 ms. Latency is measured
            from the batch's time to its arrival, so it includes the way through Redis. The instances share one processor; the CPU time is that of the one measured.

            | Instance | Quotes per CPU second | Of that without Redis | p50 | p99 | Gaps |
            |---|--:|--:|--:|--:|--:|

            """);
        foreach (var group in loads.GroupBy(load => load.Name))
        {
            var shares = group.Select(load => load.Share).ToList();
            text.Append(CultureInfo.InvariantCulture,
                $"| {group.Key} | {Median(group.Select(load => load.Load.QuotesPerServerSecond)):N0} | {Median(shares):N2} ({shares.Min():N2}–{shares.Max():N2}) "
                + $"| {Median(group.Select(load => load.Load.Median)):N1} ms | {Median(group.Select(load => load.Load.P99)):N1} ms | {group.Sum(load => load.Load.Gaps)} |\n");
        }
        return text.ToString();
    }

    private static async Task<string> CapacityAsync(string redis, double seconds)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""

            Batches of {RedisLoad.BatchSize:N0} bytes, added one after the other as the leader adds them, and read by as many connections as instances would. The processor
            that Redis uses is the limit: the second column is what it carries alone, the third what this machine reached with all readers on it.

            | Instances | Batches per CPU second of Redis | Batches per second | Added → read, p50 | p99 |
            |--:|--:|--:|--:|--:|

            """);
        foreach (var readers in Readers)
        {
            var load = await RedisLoad.RunAsync(redis, readers, TimeSpan.FromSeconds(seconds));
            var row = string.Create(CultureInfo.InvariantCulture,
                $"| {readers} | {load.Batches / load.RedisSeconds:N0} | {load.Batches / load.Seconds:N0} | {load.Median:N1} ms | {load.P99:N1} ms |");
            Console.WriteLine(row);
            text.Append(row).Append('\n');
        }
        return text.ToString();
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>Instances that share a Redis and a database.</summary>
    private sealed record Cluster(string Application, string Redis, string Database)
    {
        /// <summary>An instance that shares nothing.</summary>
        public Contestant Apart => Contestant.Application(Application, "StockTicker", "sse");

        /// <summary>An instance of the cluster with a key.</summary>
        public Contestant Instance(string key) => new("StockTicker", "sse", port => CommandOf(key, port));

        /// <summary>Starts an instance of the cluster with a key.</summary>
        public ChildProcess Start(string key)
        {
            var port = Contestant.FreePort();
            return Contestant.StartServer(CommandOf(key, port), port);
        }

        private string[] CommandOf(string key, int port) =>
        [
            .. Apart.Command(port), $"--ScaleOut:Redis={Redis}", $"--ScaleOut:Key={RedisLoad.KeyPrefix}{Environment.ProcessId}-{key}",
            $"--ConnectionStrings:StockTicker={Database}",
        ];
    }
}
