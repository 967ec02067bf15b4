using System.CommandLine;
using StockTicker.Benchmarks.Baselines;
using StockTicker.Benchmarks.Fanout;
using StockTicker.Benchmarks.Parts;

var root = new RootCommand("Measures StockTicker. Build it with -c Release, and do not use the machine while it runs.")
{
    PartsCommand.Create(),
    FanoutCommand.Create(),
    StormCommand.Create(),
    ServeCommand.Create(),
    WatchCommand.Create(),
};
return root.Parse(args.Length == 0 ? ["--help"] : args).Invoke();
