using System.CommandLine;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Perfolizer.Horology;

namespace StockTicker.Benchmarks.Parts;

/// <summary>Measures the time and the allocations of each step in the path of a batch.</summary>
internal static class PartsCommand
{
    public static Command Create()
    {
        var filter = new Option<string>("--filter")
        {
            Description = "Benchmarks to run, with wildcards, such as '*Batch*'",
            DefaultValueFactory = _ => "*",
        };
        var save = new Option<bool>("--save") { Description = "Write the table to StockTicker.Benchmarks/results/parts.md" };
        var command = new Command("parts", "Time and allocations of encode, frame, compress, append, snapshot, book and cursor") { filter, save };
        command.SetAction(arguments => Run(arguments.GetValue(filter)!, arguments.GetValue(save)));
        return command;
    }

    private static int Run(string filter, bool save)
    {
        var job = Job.Default.WithWarmupCount(4).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(250));
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .WithArtifactsPath(Path.Combine(Results.Repository, "artifacts", "benchmarks"));
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(PartsCommand).Assembly).Run(["--filter", filter], config).ToList();
        var reports = summaries.SelectMany(summary => summary.Reports).ToList();
        if (reports.Count == 0 || reports.Exists(report => !report.Success))
            return 1;
        Results.Report("parts", "Cost of the parts", Table(reports), save);
        return 0;
    }

    private static string Table(IEnumerable<BenchmarkReport> reports)
    {
        var table = new StringBuilder("| Part | Instruments | Mean, ns | ± ns | Allocated, bytes |\n|---|--:|--:|--:|--:|\n");
        foreach (var report in reports)
        {
            var (benchmark, statistics) = (report.BenchmarkCase, report.ResultStatistics!);
            var part = benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
            var instruments = benchmark.Parameters["Instruments"] ?? 100;
            table.Append(CultureInfo.InvariantCulture,
                $"| {part} | {instruments:N0} | {statistics.Mean:N0} | {statistics.ConfidenceInterval.Margin:N0} | {report.GcStats.GetBytesAllocatedPerOperation(benchmark):N0} |\n");
        }
        table.Append("\nA batch has 20 quotes. ± is half of the 99.9 % confidence interval of the mean.\n");
        return table.ToString();
    }
}
