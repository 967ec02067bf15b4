using System.CommandLine;
using System.Globalization;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>
/// Measures the application and the baselines under the same load, alternately, so that other activity of the machine affects all of
/// them alike.
/// </summary>
internal static class FanoutCommand
{
    public static Command Create()
    {
        var clients = new Option<int[]>("--clients")
        {
            Description = "Numbers of clients, separated by commas",
            DefaultValueFactory = _ => [100, 1000],
            CustomParser = result =>
            {
                var numbers = result.Tokens[0].Value.Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();
                if (numbers.Any(number => number is < 1 or > 20_000))
                    result.AddError($"--clients is '{result.Tokens[0].Value}'; it must be a comma-separated list of numbers from 1 to 20000.");
                return numbers;
            },
        };
        var seconds = new Option<double>("--seconds") { Description = "Duration of a measurement in seconds", DefaultValueFactory = _ => 4 }
            .Bounded(1, 60);
        var rounds = new Option<int>("--rounds") { Description = "Number of rounds of measurements", DefaultValueFactory = _ => 3 }
            .Bounded(1, 100);
        var application = Contestant.ApplicationOption();
        var save = new Option<bool>("--save") { Description = "Write the tables to StockTicker.Benchmarks/results/fanout.md" };
        var command = new Command("fanout", "Quotes delivered per CPU second, against TypedResults.ServerSentEvents and SignalR") { clients, seconds, rounds, application, save };
        command.SetAction(arguments => Contestant.All(arguments.GetValue(application)) is { } contestants
            ? Run(contestants, arguments.GetValue(clients)!, arguments.GetValue(seconds), arguments.GetValue(rounds), arguments.GetValue(save))
            : 1);
        return command;
    }

    private static int Run(Contestant[] contestants, int[] clients, double seconds, int rounds, bool save)
    {
        var report = new FanoutReport(contestants[0].Name);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var count in clients)
            {
                foreach (var contestant in contestants)
                    report.Add(round, contestant.Name, contestant.Run(count, seconds));
            }
        }
        Results.Report("fanout", "Cost of delivery", report.ToMarkdown(), save);
        return 0;
    }
}
