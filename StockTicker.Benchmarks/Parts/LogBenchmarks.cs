using BenchmarkDotNet.Attributes;
using StockTicker.Domain;

namespace StockTicker.Benchmarks.Parts;

/// <summary>The cost of a full log per batch of 20 quotes.</summary>
public class LogBenchmarks
{
    private const int Full = 4096;

    private SampleMarket _market = null!;
    private QuoteBatch _batch = null!;

    /// <summary>The number of instruments.</summary>
    [Params(100, 10_000)]
    public int Instruments { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _market = new SampleMarket(Instruments);
        _market.Publish(Full);
        _batch = _market.Batch();
    }

    [GlobalCleanup]
    public void Close() => _market.Dispose();

    [Benchmark(Description = "Append a batch to the log, encoded and framed")]
    public void Append() => _market.Log.OnNext(_batch);
}
