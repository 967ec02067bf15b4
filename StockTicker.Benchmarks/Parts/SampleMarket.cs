using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Market.Simulation;
using StockTicker.Web.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Benchmarks.Parts;

/// <summary>A reproducible market with a log, which advances on request.</summary>
internal sealed class SampleMarket : IDisposable
{
    /// <summary>The number of instruments that trade in a batch.</summary>
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

    /// <summary>Gets the next move, without applying it to the book.</summary>
    public MarketMove Move() => Model.Next(Time += Interval, Interval, QuotesPerBatch);

    /// <summary>Gets the next batch, applied to the book but not added to the log.</summary>
    public QuoteBatch Batch() => Book.Apply(Move());

    /// <summary>Advances the book and the log by a number of batches.</summary>
    public void Publish(int batches)
    {
        for (var i = 0; i < batches; i++)
            Log.OnNext(Batch());
    }

    public void Dispose() => Log.Dispose();
}
