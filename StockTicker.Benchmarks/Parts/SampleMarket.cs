using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Benchmarks.Parts;

/// <summary>The same market in every run, with a log behind it, which moves when it is told to.</summary>
internal sealed class SampleMarket : IDisposable
{
    /// <summary>How many instruments trade in a batch.</summary>
    public const int QuotesPerBatch = 20;

    private const int Seed = 1;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public SampleMarket(int instruments)
    {
        Time = new DateTimeOffset(2026, 1, 5, 14, 30, 0, TimeSpan.Zero);
        var catalog = InstrumentList.Create(instruments, Seed);
        Model = new PriceModel(catalog, new PriceModelParameters(), new Random(Seed));
        Book = new StockBook(catalog, Model.Open(Time));
        var options = new StreamingOptions { RetainedEvents = 4096, RetainedBytes = 256 << 20, RetainedBroadcasts = 1024 };
        Log = new EventLog(Book, MarketClock.StandingAt(Time, Interval), TimeProvider.System, Options.Create(options));
    }

    public DateTimeOffset Time { get; private set; }

    public PriceModel Model { get; }

    public StockBook Book { get; }

    public EventLog Log { get; }

    /// <summary>The market's next move, which is in no book yet.</summary>
    public MarketMove Move() => Model.Next(Time += Interval, Interval, QuotesPerBatch);

    /// <summary>The market's next batch, which is in the book and not in the log yet.</summary>
    public QuoteBatch Batch() => Book.Apply(Move());

    /// <summary>Moves book and log by so many batches.</summary>
    public void Publish(int batches)
    {
        for (var i = 0; i < batches; i++)
            Log.OnNext(Batch());
    }

    public void Dispose() => Log.Dispose();
}
