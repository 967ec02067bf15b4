using BenchmarkDotNet.Attributes;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Benchmarks.Parts;

/// <summary>The cost of a client with a filter or conflation, in a market of 100 instruments.</summary>
public class CursorBenchmarks
{
    private const int Batches = 256;
    private const int Behind = 50;

    private readonly QuotesEvent[] _events = new QuotesEvent[Batches];
    private SampleMarket _market = null!;
    private QuotesCursor _slow = null!;
    private QuotesCursor _filtered = null!;
    private int _next;

    [GlobalSetup]
    public void Open()
    {
        _market = new SampleMarket(100);
        _slow = Cursor(SymbolFilter.All);
        var symbols = string.Join(',', _market.Log.Instruments.Where((_, index) => index % 10 == 0).Select(instrument => instrument.Symbol));
        if (!SymbolFilter.TryParse(symbols, _market.Log.Instruments, out var filter, out var error))
            throw new InvalidOperationException(error);
        _filtered = Cursor(filter);
        _market.Publish(Batches);
        for (var i = 0; i < Batches; i++)
            _market.Log.Quotes.TryGet(i, out _events[i]!);
    }

    [GlobalCleanup]
    public void Close() => _market.Dispose();

    [Benchmark(Description = "Catch up on 50 batches, conflated")]
    public int CatchUp() => Next(_slow, _events[^Behind], slow: true);

    [Benchmark(Description = "Next event of a watchlist of 10")]
    public int Filtered() => Next(_filtered, _events[_next++ % (Batches - Behind)], slow: false);

    private QuotesCursor Cursor(SymbolFilter filter)
    {
        var head = _market.Log.Head;
        var start = new StreamStart(StartMode.Live, StartReason.New, head.Sequence, head.Quotes.Id.Sequence, head.Quotes.End, head.ChannelsEnd);
        return new QuotesCursor(_market.Log, head.Quotes, filter, TimeSpan.Zero, start);
    }

    // Up to date to an event, and the cursor after it.
    private int Next(QuotesCursor cursor, QuotesEvent through, bool slow)
    {
        cursor.AdvanceTo(through);
        return cursor.TryNext(_market.Log.Head.Quotes, null, _market.Time, slow, out var frame)
            ? frame.Length
            : throw new InvalidOperationException("No event is due.");
    }
}
