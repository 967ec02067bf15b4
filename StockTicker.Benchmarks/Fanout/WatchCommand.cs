using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>The load generator, in a process of its own so that it has a processor to itself. Prints a <see cref="Load"/> as JSON.</summary>
internal static class WatchCommand
{
    // Fewer than a server lets wait to be accepted.
    private const int AskAtOnce = 100;

    // Until the runtime has compiled what is used most, and the clients that came last have caught up.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var protocol = new Option<string>("--protocol") { Description = "sse or signalr", DefaultValueFactory = _ => "sse" };
        var port = new Option<int>("--port") { Required = true };
        var pid = new Option<int>("--pid") { Description = "The server's process", Required = true };
        var clients = new Option<int>("--clients") { Required = true };
        var seconds = new Option<double>("--seconds") { Required = true };
        var command = new Command("watch", "The load generator by itself") { protocol, port, pid, clients, seconds };
        command.Hidden = true;
        command.SetAction(arguments =>
        {
            var load = Run(
                arguments.GetValue(protocol) == "sse" ? Protocol.ServerSentEvents : Protocol.SignalR, arguments.GetValue(port),
                arguments.GetValue(pid), arguments.GetValue(clients), TimeSpan.FromSeconds(arguments.GetValue(seconds)));
            Console.WriteLine(JsonSerializer.Serialize(load));
        });
        return command;
    }

    private static Load Run(Protocol protocol, int port, int pid, int count, TimeSpan length)
    {
        using var server = Process.GetProcessById(pid);
        using var self = Process.GetCurrentProcess();
        var idle = server.WorkingSet64;
        var latencies = new LatencyTally();
        var watchers = new List<Watcher>();
        try
        {
            foreach (var asking in Enumerable.Range(0, count).Chunk(AskAtOnce))
            {
                foreach (var i in asking)
                {
                    watchers.Add(new Watcher(protocol, latencies));
                    watchers[i].Ask(new IPEndPoint(IPAddress.Loopback, port));
                }
                foreach (var i in asking)
                    watchers[i].Open();
            }
            if (!SpinWait.SpinUntil(() => watchers.TrueForAll(watcher => watcher.Quotes > 0 || watcher.IsClosed), Patience))
                throw new TimeoutException($"{watchers.Count(watcher => watcher.Quotes == 0)} of {count} clients got no quotes.");
            Thread.Sleep(Settling);

            var clock = Stopwatch.StartNew();
            latencies.IsCounting = true;
            var (quotes, merged) = (watchers.Sum(watcher => watcher.Quotes), watchers.Sum(watcher => watcher.Merged));
            var (serverBefore, selfBefore) = (Seconds(server), Seconds(self));
            Thread.Sleep(length);
            var (serverAfter, selfAfter) = (Seconds(server), Seconds(self));
            quotes = watchers.Sum(watcher => watcher.Quotes) - quotes;
            latencies.IsCounting = false;
            return new Load(
                count, clock.Elapsed.TotalSeconds, quotes, watchers.Sum(watcher => watcher.Gaps), watchers.Sum(watcher => watcher.Merged) - merged,
                watchers.Count(watcher => watcher.IsClosed), serverAfter - serverBefore, selfAfter - selfBefore, (server.WorkingSet64 - idle) / count,
                latencies.Quantile(0.5), latencies.Quantile(0.99));
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    private static double Seconds(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
