using System.CommandLine;
using StockTicker.Benchmarks.Baselines;
using StockTicker.Benchmarks.Fanout;
using StockTicker.Benchmarks.Parts;
using StockTicker.Benchmarks.ScaleOut;
using StockTicker.Benchmarks.Sources;

var root = new RootCommand("Measures StockTicker. Build it with -c Release, and do not use the machine while it runs.")
{
    PartsCommand.Create(),
    FanoutCommand.Create(),
    StormCommand.Create(),
    ReplayCommand.Create(),
    FeedCommand.Create(),
    ScaleOutCommand.Create(),
    ServeCommand.Create(),
    WatchCommand.Create(),
};
return root.Parse(args.Length == 0 ? ["--help"] : args).Invoke();
