using System.CommandLine;
using System.Globalization;
using System.Text;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>Measures the memory of each server before and after a storm of reconnects.</summary>
internal static class StormCommand
{
    private const double Megabyte = 1024 * 1024;

    public static Command Create()
    {
        var clients = new Option<int>("--clients") { Description = "Number of clients connected at the same time", DefaultValueFactory = _ => 2000 }.Bounded(1, 20_000);
        var rate = new Option<int>("--rate") { Description = "Number of clients that reconnect per second", DefaultValueFactory = _ => 1000 }.Bounded(1, 10_000);
        var seconds = new Option<double>("--seconds") { Description = "Duration in seconds", DefaultValueFactory = _ => 60 }.Bounded(1, 600);
        var application = Contestant.ApplicationOption();
        var save = new Option<bool>("--save") { Description = "Write the table to StockTicker.Benchmarks/results/storm.md" };
        var command = new Command("storm", "Memory of a server after a storm of reconnects") { clients, rate, seconds, application, save };
        command.SetAction(arguments => Contestant.All(arguments.GetValue(application)) is { } contestants
            ? Run(contestants, arguments.GetValue(clients), arguments.GetValue(rate), arguments.GetValue(seconds), arguments.GetValue(save))
            : 1);
        return command;
    }

    private static int Run(Contestant[] contestants, int clients, int rate, double seconds, bool save)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {clients:N0} clients, of which {rate:N0} per second close and reconnect for {seconds:N0} s. Memory is the server's working set with all clients
            connected, before the storm and eight seconds after it. The market is the same as in the fan-out benchmark.

            | Server | Memory before | After | After / before | Reconnected | Closed by the server | Gaps | CPU meanwhile | p99 meanwhile |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|

            """);
        foreach (var contestant in contestants)
        {
            var storm = contestant.Storm(clients, rate, seconds);
            text.Append(CultureInfo.InvariantCulture,
                $"| {contestant.Name} | {storm.BytesBefore / Megabyte:N0} MB | {storm.BytesAfter / Megabyte:N0} MB | **{storm.Growth:N2}** | {storm.Reopened:N0} "
                + $"| {storm.Closed} | {storm.Gaps} | {100 * storm.ServerSeconds / storm.Seconds:N0} % | {storm.P99:N1} ms |\n");
            Console.WriteLine($"{contestant.Name}: {storm}");
        }
        Results.Report("storm", "Memory after a storm of reconnects", text.ToString(), save);
        return 0;
    }
}
