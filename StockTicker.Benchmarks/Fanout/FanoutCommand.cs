using System.CommandLine;
using System.Globalization;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>
/// Puts the application and the baselines under the same load, in turns, so that what else the machine does touches all of them alike.
/// </summary>
internal static class FanoutCommand
{
    public static Command Create()
    {
        var clients = new Option<int[]>("--clients")
        {
            Description = "Numbers of clients, with commas between",
            DefaultValueFactory = _ => [100, 1000],
            CustomParser = result =>
            {
                var numbers = result.Tokens[0].Value.Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();
                if (numbers.Any(number => number is < 1 or > 20_000))
                    result.AddError($"--clients is '{result.Tokens[0].Value}'; it must be numbers from 1 to 20000 with commas between.");
                return numbers;
            },
        };
        var seconds = Bounded(new Option<double>("--seconds") { Description = "Length of a measurement", DefaultValueFactory = _ => 4 }, 1, 60);
        var rounds = Bounded(new Option<int>("--rounds") { Description = "How often everything is measured", DefaultValueFactory = _ => 3 }, 1, 100);
        var application = new Option<string?>("--app") { Description = "StockTicker.Web.dll, where another than the one built beside this is meant" };
        var save = new Option<bool>("--save") { Description = "Write the tables to StockTicker.Benchmarks/results/fanout.md" };
        var command = new Command("fanout", "Quotes delivered per CPU second, against TypedResults.ServerSentEvents and SignalR") { clients, seconds, rounds, application, save };
        command.SetAction(arguments => Run(
            arguments.GetValue(clients)!, arguments.GetValue(seconds), arguments.GetValue(rounds),
            arguments.GetValue(application) ?? BuiltApplication(), arguments.GetValue(save)));
        return command;
    }

    private static Option<T> Bounded<T>(Option<T> option, T least, T most) where T : IComparable<T>
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is { } value && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
                result.AddError($"{option.Name} is {value}; it must lie between {least} and {most}.");
        });
        return option;
    }

    private static int Run(int[] clients, double seconds, int rounds, string application, bool save)
    {
        if (!File.Exists(application))
        {
            Console.Error.WriteLine($"There is no {application}. Build the solution with -c Release, or name one with --app.");
            return 1;
        }
        Contestant[] contestants =
        [
            Contestant.Application(Path.GetFullPath(application)),
            Contestant.Baseline("TypedResults", "sse", "typed"),
            Contestant.Baseline("SignalR", "signalr", "signalr"),
        ];
        var report = new FanoutReport(contestants[0].Name);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var count in clients)
            {
                foreach (var contestant in contestants)
                    report.Add(round, contestant.Name, contestant.Run(count, seconds));
            }
        }
        Results.Report("fanout", "What delivering costs", report.ToMarkdown(), save);
        return 0;
    }

    // As the build left it, in the configuration of this assembly.
    private static string BuiltApplication()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Results.Repository, "StockTicker.Web", "bin", output.Parent!.Name, output.Name, "StockTicker.Web.dll");
    }
}
