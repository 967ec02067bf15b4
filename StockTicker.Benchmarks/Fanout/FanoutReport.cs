using System.Globalization;
using System.Text;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>Collects and summarizes the loads of all rounds.</summary>
/// <param name="application">The name of the server with which the others are compared.</param>
internal sealed class FanoutReport(string application)
{
    private readonly List<(int Round, string Name, Load Load)> _loads = [];

    /// <summary>Adds a load and prints it.</summary>
    public void Add(int round, string name, Load load)
    {
        _loads.Add((round, name, load));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"round {round}  {load.Clients,6} clients  {name,-13} {load.QuotesPerServerSecond,12:N0} quotes per CPU second  "
            + $"server {100 * load.ServerSeconds / load.Seconds,5:N1} %  p50 {load.Median,6:N1} ms  p99 {load.P99,6:N1} ms  gaps {load.Gaps}{Notes([load])}"));
    }

    /// <summary>Writes two tables: the medians over all rounds, and each round.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            Medians of {_loads.Max(load => load.Round)} rounds. The ratio is how many times as efficient {application} is as the server in that row: the median of the
            same-round ratios of quotes delivered per second of server CPU time, with the minimum and the maximum.

            | Clients | Server | {application} is | Quotes per CPU second | Server's CPU | p50 | p99 | Memory per client | Gaps | Notes |
            |--:|---|--:|--:|--:|--:|--:|--:|--:|---|

            """);
        foreach (var group in _loads.GroupBy(load => (load.Load.Clients, load.Name)).OrderBy(group => group.Key.Clients))
        {
            var loads = group.Select(load => load.Load).ToList();
            text.Append(CultureInfo.InvariantCulture,
                $"| {group.Key.Clients:N0} | {group.Key.Name} | {Ratio(group)} | {Median(loads, load => load.QuotesPerServerSecond):N0} "
                + $"| {Median(loads, load => 100 * load.ServerSeconds / load.Seconds):N1} % | {Median(loads, load => load.Median):N1} ms | {Median(loads, load => load.P99):N1} ms "
                + $"| {Math.Max(0, Median(loads, load => load.BytesPerClient)) / 1024:N1} KB | {loads.Max(load => load.Gaps)} | {Notes(loads).Trim()} |\n");
        }
        text.Append("\nEach round:\n\n| Round | Clients | Server | Quotes per CPU second | p50 | p99 | Gaps |\n|--:|--:|---|--:|--:|--:|--:|\n");
        foreach (var (round, name, load) in _loads)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {round} | {load.Clients:N0} | {name} | {load.QuotesPerServerSecond:N0} | {load.Median:N1} ms | {load.P99:N1} ms | {load.Gaps} |\n");
        }
        text.Append("""

            100 instruments, 20 quotes every 100 ms, over HTTP/1.1 (SignalR: WebSocket, JSON) on loopback. If there are two processors, server and
            load generator have one each. CPU times have a resolution of 10 ms, so ratios are approximate below some hundred clients. Latency is
            measured from the batch's time, which is truncated to milliseconds, to its arrival. `/stock-stream` is StockTicker's own simple stream,
            with an event for each quote; its events have fewer fields, and their times are those that one client of `/stream` receives. Memory is the growth of the server's working set,
            including its warm-up, which accounts for most of it below a thousand clients.

            """);
        return text.ToString();
    }

    private string Ratio(IGrouping<(int Clients, string Name), (int Round, string Name, Load Load)> group)
    {
        if (group.Key.Name == application)
            return "1";
        var ratios = group.Select(other => Application(other.Round, other.Load.Clients).QuotesPerServerSecond / other.Load.QuotesPerServerSecond).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"**{Median(ratios, ratio => ratio):N1} ×** ({ratios.Min():N1}–{ratios.Max():N1})");
    }

    private Load Application(int round, int clients) =>
        _loads.First(load => load.Round == round && load.Load.Clients == clients && load.Name == application).Load;

    private static string Notes(List<Load> loads)
    {
        var notes = new List<string>();
        if (loads.Exists(load => load.IsOverloaded))
            notes.Add("overloaded");
        if (loads.Exists(load => load.WatcherSeconds > 0.9 * load.Seconds))
            notes.Add("load generator saturated");
        if (loads.Max(load => load.Merged) is var merged and > 0)
            notes.Add($"{merged} quotes merged");
        if (loads.Max(load => load.Closed) is var closed and > 0)
            notes.Add($"{closed} clients closed");
        return notes.Count == 0 ? "" : $"  {string.Join(", ", notes)}";
    }

    private static double Median<T>(IEnumerable<T> values, Func<T, double> figure)
    {
        var sorted = values.Select(figure).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
