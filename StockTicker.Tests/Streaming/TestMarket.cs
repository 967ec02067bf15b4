using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Streaming;

/// <summary>A log for a market that moves on request, one second per batch. By default it retains sixteen events of each kind.</summary>
internal sealed class TestMarket
{
    private readonly StockBook _book;
    private readonly int[] _updates;

    public TestMarket(int instruments, long retainedBytes = long.MaxValue, int retainedEvents = 16, TimeSpan? updateInterval = null)
    {
        Instruments = new(Enumerable.Range(0, instruments).Select(index => new Instrument
        {
            Index = index,
            Symbol = Symbol.Parse($"S{index}"),
            Name = $"Company {index}",
            Sector = "Energy",
            SharesOutstanding = 1_000_000,
            PreviousClose = 10.00m,
            TickSize = 0.01m,
        }));
        _updates = new int[instruments];
        Clock = MarketClock.StandingAt(DateTimeOffset.UnixEpoch, updateInterval ?? TimeSpan.FromSeconds(1));
        _book = new StockBook(Instruments, new MarketMove(DateTimeOffset.UnixEpoch, [.. Instruments.Select(instrument => QuoteOf(instrument, 10.00m))], []));
        Options = Microsoft.Extensions.Options.Options.Create(new StreamingOptions
        {
            RetainedEvents = retainedEvents,
            RetainedBroadcasts = 16,
            RetainedBytes = retainedBytes,
            HeartbeatInterval = TimeSpan.FromSeconds(10),
        });
        Log = new EventLog(_book, Clock, TimeProvider.System, Options);
        Books.Add(0, _book.Snapshot);
    }

    public InstrumentCatalog Instruments { get; }

    public MarketClock Clock { get; }

    public IOptions<StreamingOptions> Options { get; }

    public EventLog Log { get; }

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>The number of updates of each instrument.</summary>
    public ImmutableArray<int> Updates => [.. _updates];

    /// <summary>The book as of each event of the log.</summary>
    public Dictionary<long, BookSnapshot> Books { get; } = [];

    /// <summary>The sequences of all notices, oldest first.</summary>
    public List<long> Notices { get; } = [];

    /// <summary>Publishes a batch of so many quotes.</summary>
    public void Publish(int size, int seed)
    {
        var random = new Random(seed);
        Now = Now.AddSeconds(1);
        var chosen = Enumerable.Range(0, Instruments.Count).OrderBy(_ => random.Next()).Take(size).Order().ToList();
        foreach (var index in chosen)
            _updates[index]++;
        Log.OnNext(_book.Apply(new MarketMove(Now, [.. chosen.Select(index => QuoteOf(Instruments[index], random.Next(100, 9999) * 0.01m))], [])));
        Books.Add(Log.Head.Sequence, _book.Snapshot);
    }

    /// <summary>Publishes a notice.</summary>
    public void Announce(object message)
    {
        Notices.Add(Log.Publish("notices", "notice", new { message }).Sequence);
        Books.Add(Log.Head.Sequence, _book.Snapshot);
    }

    private Quote QuoteOf(Instrument instrument, decimal price) => new()
    {
        Instrument = instrument,
        Price = price,
        Bid = price - 0.01m,
        Ask = price,
        BidSize = 100,
        AskSize = 100,
        Open = 10.00m,
        High = price,
        Low = price,
        Volume = 100,
        Vwap = price,
        Time = Now,
    };
}
