using BenchmarkDotNet.Attributes;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Benchmarks.Parts;

/// <summary>The work done once per batch of 20 quotes in a market of 100 instruments, regardless of the number of clients.</summary>
public class BatchBenchmarks
{
    // Several groups, so that a compressed batch is an average over all positions in a group.
    private const int Batches = 256;

    private readonly QuoteBatch[] _batches = new QuoteBatch[Batches];
    private readonly QuotesEvent[] _events = new QuotesEvent[Batches];
    private SampleMarket _market = null!;
    private int _next;

    [GlobalSetup]
    public void Open()
    {
        _market = new SampleMarket(100);
        for (var i = 0; i < Batches; i++)
        {
            _market.Log.OnNext(_batches[i] = _market.Batch());
            _market.Log.Quotes.TryGet(i, out _events[i]!);
        }
    }

    [GlobalCleanup]
    public void Close() => _market.Dispose();

    [Benchmark(Description = "Encode a batch as an event")]
    public int Encode()
    {
        var i = Next();
        return Frames.Quotes(new StreamEventId(_market.Log.Epoch, i + 1), new StreamEventId(_market.Log.Epoch, i), _batches[i], [], _market.Log.Head.Quotes.Json).Frame.Length;
    }

    [Benchmark(Description = "Frame it as an HTTP/1.1 chunk")]
    public int Frame() => FrameBytes.Shared(_events[Next()].Frame.Plain.Body.Span).Chunk.Length;

    [Benchmark(Description = "Compress it alone")]
    public int Compress() => GzipBlock.Compress(_events[Next()].Frame.Plain.Body.Span).Length;

    [Benchmark(Description = "Compress it in its group")]
    public int CompressInGroup()
    {
        var quotes = _events[Next()];
        quotes.Grouped = null;
        return _market.Log.GzipGroups.TryGet(quotes, out var bytes)
            ? bytes.Body.Length
            : throw new InvalidOperationException("The group is no longer available.");
    }

    private int Next() => _next++ % Batches;
}
