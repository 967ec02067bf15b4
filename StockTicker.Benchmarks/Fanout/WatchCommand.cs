using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>
/// The load generator, which runs in a separate process so that it has its own processor. Prints a <see cref="Load"/> as JSON or, if
/// clients reconnect, a <see cref="Storm"/>.
/// </summary>
internal static class WatchCommand
{
    // Time for tiered compilation and for the last clients to catch up.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    // Time for the server to release memory after a storm.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(8);

    public static Command Create()
    {
        var protocol = new Option<string>("--protocol") { Description = "What to request", DefaultValueFactory = _ => "sse" };
        protocol.AcceptOnlyFromAmong("sse", "stocks", "signalr");
        var port = new Option<int>("--port") { Required = true };
        var pid = new Option<int>("--pid") { Description = "Process id of the server", Required = true };
        var clients = new Option<int>("--clients") { Required = true };
        var seconds = new Option<double>("--seconds") { Required = true };
        var reopen = new Option<int>("--reopen") { Description = "Number of clients that reconnect per second" };
        var command = new Command("watch", "Runs only the load generator") { protocol, port, pid, clients, seconds, reopen };
        command.Hidden = true;
        command.SetAction(arguments =>
        {
            using var server = Process.GetProcessById(arguments.GetValue(pid));
            using var crowd = new Crowd(
                arguments.GetValue(protocol) switch
                {
                    "sse" => Protocol.ServerSentEvents,
                    "stocks" => Protocol.StockStream,
                    _ => Protocol.SignalR,
                },
                arguments.GetValue(port));
            var (count, length) = (arguments.GetValue(clients), TimeSpan.FromSeconds(arguments.GetValue(seconds)));
            Console.WriteLine(arguments.GetValue(reopen) is var rate and > 0
                ? JsonSerializer.Serialize(RunStorm(crowd, server, count, rate, length))
                : JsonSerializer.Serialize(RunLoad(crowd, server, count, length)));
        });
        return command;
    }

    private static Load RunLoad(Crowd crowd, Process server, int count, TimeSpan length)
    {
        using var self = Process.GetCurrentProcess();
        var idle = server.WorkingSet64;
        Gather(crowd, count);
        var clock = Stopwatch.StartNew();
        crowd.Latencies.IsCounting = true;
        var (quotes, merged) = (crowd.Quotes, crowd.Merged);
        var (serverBefore, selfBefore) = (Seconds(server), Seconds(self));
        Thread.Sleep(length);
        var (serverAfter, selfAfter) = (Seconds(server), Seconds(self));
        quotes = crowd.Quotes - quotes;
        crowd.Latencies.IsCounting = false;
        return new Load(
            count, clock.Elapsed.TotalSeconds, quotes, crowd.Gaps, crowd.Merged - merged, crowd.Closed, serverAfter - serverBefore,
            selfAfter - selfBefore, (server.WorkingSet64 - idle) / count, crowd.Latencies.Quantile(0.5), crowd.Latencies.Quantile(0.99));
    }

    private static Storm RunStorm(Crowd crowd, Process server, int count, int rate, TimeSpan length)
    {
        Gather(crowd, count);
        Thread.Sleep(Calm);
        var (cpu, before, reopened) = (Seconds(server), server.WorkingSet64, 0);
        var clock = Stopwatch.StartNew();
        crowd.Latencies.IsCounting = true;
        while (clock.Elapsed < length)
        {
            Thread.Sleep(1);
            var due = (int)(clock.Elapsed.TotalSeconds * rate) - reopened;
            crowd.Reopen(due);
            reopened += due;
        }
        crowd.Latencies.IsCounting = false;
        var (lasted, used) = (clock.Elapsed.TotalSeconds, Seconds(server) - cpu);
        crowd.WaitForQuotes();
        Thread.Sleep(Calm);
        server.Refresh();
        return new Storm(count, reopened, lasted, crowd.Closed, crowd.Gaps, used, before, server.WorkingSet64, crowd.Latencies.Quantile(0.99));
    }

    private static void Gather(Crowd crowd, int count)
    {
        crowd.Open(count);
        crowd.WaitForQuotes();
        Thread.Sleep(Settling);
    }

    private static double Seconds(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
