using BenchmarkDotNet.Attributes;
using StockTicker.Domain;

namespace StockTicker.Benchmarks.Parts;

/// <summary>The cost of the market per move of 20 quotes.</summary>
public class MarketBenchmarks
{
    private SampleMarket _market = null!;
    private MarketMove _move = null!;

    /// <summary>The number of instruments.</summary>
    [Params(100, 10_000)]
    public int Instruments { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _market = new SampleMarket(Instruments);
        _move = _market.Move();
    }

    [GlobalCleanup]
    public void Close() => _market.Dispose();

    [Benchmark(Description = "Step the price model")]
    public MarketMove Step() => _market.Move();

    [Benchmark(Description = "Update the book")]
    public QuoteBatch Update() => _market.Book.Apply(_move);
}
