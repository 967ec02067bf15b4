using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using nietras.SeparatedValues;
using StockTicker.Benchmarks.Fanout;
using StockTicker.Domain;
using StockTicker.Web.Market.Replay;
using StockTicker.Web.Streaming;
using EventLog = StockTicker.Web.Streaming.Log.EventLog;

namespace StockTicker.Benchmarks.Sources;

/// <summary>Measures a replay of generated trades: its speed and memory without pauses, and its punctuality at their own speed.</summary>
internal static class ReplayCommand
{
    private const double Megabyte = 1024 * 1024;
    private const int Instruments = 100;

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 14, 30, 0, TimeSpan.Zero);

    public static Command Create()
    {
        var megabytes = new Option<int>("--megabytes") { Description = "Size of the generated file", DefaultValueFactory = _ => 200 }.Bounded(1, 10_000);
        var seconds = new Option<int>("--seconds") { Description = "Duration of the replay at its own speed", DefaultValueFactory = _ => 20 }.Bounded(1, 600);
        var save = new Option<bool>("--save") { Description = "Write the table to StockTicker.Benchmarks/results/replay.md" };
        var command = new Command("replay", "Speed, memory and punctuality of a replay") { megabytes, seconds, save };
        command.SetAction(async (arguments, _) =>
        {
            var folder = Directory.CreateTempSubdirectory("stockticker-replay-");
            try
            {
                await RunAsync(folder.FullName, arguments.GetValue(megabytes), arguments.GetValue(seconds), arguments.GetValue(save));
                return 0;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task RunAsync(string folder, int megabytes, int seconds, bool save)
    {
        var path = Path.Combine(folder, "trades.csv");
        var rows = Generate(path, megabytes * (long)Megabyte);
        var sep = Time(() => ReadWithSep(path));
        var (files, filesMemory) = WithMemory(() => Time(() => ReadTape(path)));
        var (market, marketMemory) = WithMemory(() => Time(() => Publish(path)));
        var (delays, late) = await DelaysAsync(Path.Combine(folder, "live.csv"), seconds);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {rows:N0} trades of {Instruments} instruments in a CSV file of {megabytes:N0} MB. Memory is the largest working set, less that before.

            | What reads the file | Rows per second | Of Sep alone | Memory |
            |---|--:|--:|--:|
            | Sep alone, no value parsed | {rows / sep:N0} | 1 |  |
            | The files of a replay | {rows / files:N0} | {sep / files:N2} | {filesMemory:N0} MB |
            | A replay as fast as possible, published to the log | {rows / market:N0} | {sep / market:N2} | {marketMemory:N0} MB |

            At its own speed, 200 trades a second for {seconds} s: published after they were due by

            | p50 | p99 | Largest | Lost |
            |--:|--:|--:|--:|
            | {delays[delays.Count / 2]:N1} ms | {delays[(int)(delays.Count * 0.99)]:N1} ms | {delays[^1]:N1} ms | {late} |

            """);
        Results.Report("replay", "Replay", text.ToString(), save);
    }

    private static long Generate(string path, long bytes)
    {
        var random = new Random(1);
        using var file = new StreamWriter(path, false, Encoding.ASCII, 1 << 20);
        file.Write("timestamp,symbol,price,size\n");
        var prices = Enumerable.Range(0, Instruments).Select(i => 100m + i).ToArray();
        var (rows, micros) = (0L, Start.ToUnixTimeMilliseconds() * 1000);
        while (file.BaseStream.Position < bytes)
        {
            for (var i = 0; i < 10_000; i++, rows++)
            {
                var at = random.Next(Instruments);
                prices[at] += random.Next(-2, 3) * 0.01m;
                micros += random.Next(1, 2000);
                file.Write(string.Create(CultureInfo.InvariantCulture, $"{micros},SYM{at},{prices[at]},{random.Next(1, 1000)}\n"));
            }
        }
        return rows;
    }

    private static void ReadWithSep(string path)
    {
        using var reader = new Sep(',').Reader(options => options with { HasHeader = false, DisableColCountCheck = true, DisableQuotesParsing = true }).FromFile(path);
        var length = 0L;
        foreach (var row in reader)
            length += row[2].Span.Length;
        GC.KeepAlive(length);
    }

    private static void ReadTape(string path)
    {
        using var tape = ReplayFiles.Open(path, InstrumentCatalog.Empty, 1000, Start, new BadLines(true, NullLogger.Instance));
        while (tape.NextTime is not null)
        {
            tape.Read();
            if ((tape.Entries & 4095) == 0)
                _ = tape.Take(Start);
        }
    }

    private static void Publish(string path)
    {
        using var market = Market(path, double.PositiveInfinity);
        var (book, log) = Open(market);
        using var _ = log;
        while (market.State is not { HasEnded: true })
        {
            if (market.Advance(DateTimeOffset.UtcNow) is { } move)
                log.OnNext(book.Apply(move));
        }
    }

    private static async Task<(List<double> Delays, int Lost)> DelaysAsync(string path, int seconds)
    {
        const int PerSecond = 200;
        var random = new Random(2);
        await File.WriteAllTextAsync(path, "time,symbol,price\n" + string.Concat(Enumerable.Range(0, seconds * PerSecond).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{Start.ToUnixTimeMilliseconds() + (i * 1000L / PerSecond) + random.Next(5)},S{i % 50},{i}\n"))));
        using var market = Market(path, 1);
        var clock = MarketClock.Following(TimeProvider.System, TimeSpan.FromMilliseconds(250));
        var (book, log) = Open(market);
        using var _ = log;
        var begun = DateTimeOffset.UtcNow;
        var first = market.State!.Position;
        var delays = new List<double>();
        while (market.State is not { HasEnded: true } && await market.WaitAsync(CancellationToken.None))
        {
            if (market.Advance(clock.GetUtcNow()) is not { } move)
                continue;
            log.OnNext(book.Apply(move));
            var now = DateTimeOffset.UtcNow;
            delays.AddRange(move.Trades.Select(trade => (now - begun - (trade.Time - first)).TotalMilliseconds));
        }
        delays.Sort();
        return (delays, (seconds * PerSecond) - delays.Count);
    }

    private static ReplayedMarket Market(string path, double speed)
    {
        var bad = new BadLines(false, NullLogger.Instance);
        return new ReplayedMarket(
            time => ReplayFiles.Open(path, InstrumentCatalog.Empty, 1000, time, bad), new ReplayPlan(speed, null, null, false), bad,
            MarketClock.Following(TimeProvider.System, TimeSpan.FromMilliseconds(250)));
    }

    private static (StockBook Book, EventLog Log) Open(ReplayedMarket market)
    {
        using var moves = market.Open(DateTimeOffset.UtcNow).GetEnumerator();
        moves.MoveNext();
        var book = new StockBook(market.Instruments, moves.Current);
        while (moves.MoveNext())
            book.Apply(moves.Current);
        var options = new StreamingOptions { RetainedEvents = 4096, RetainedBytes = 64 << 20, RetainedBroadcasts = 1024 };
        return (book, new EventLog(book, MarketClock.Following(TimeProvider.System, TimeSpan.FromMilliseconds(250)), TimeProvider.System, Options.Create(options)));
    }

    private static double Time(Action action)
    {
        var begun = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static (double Seconds, double Megabytes) WithMemory(Func<double> action)
    {
        GC.Collect();
        var before = Environment.WorkingSet;
        var most = before;
        using var timer = new Timer(_ => most = Math.Max(most, Environment.WorkingSet), null, 0, 20);
        var seconds = action();
        return (seconds, (most - before) / Megabyte);
    }
}
