using BenchmarkDotNet.Attributes;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Benchmarks.Parts;

/// <summary>The cost of a snapshot of the whole market, which clients that join between two batches share.</summary>
public class SnapshotBenchmarks
{
    private SampleMarket _market = null!;

    /// <summary>The number of instruments.</summary>
    [Params(100, 10_000)]
    public int Instruments { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _market = new SampleMarket(Instruments);
        _market.Publish(10);
    }

    [GlobalCleanup]
    public void Close() => _market.Dispose();

    [Benchmark(Description = "Encode a snapshot")]
    public int Snapshot()
    {
        var quotes = _market.Log.Head.Quotes;
        return quotes.Json.Snapshot(quotes.Id, quotes.Book, SymbolFilter.All).Plain.Body.Length;
    }
}
