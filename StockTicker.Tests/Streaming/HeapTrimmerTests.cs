using System.Runtime.CompilerServices;
using StockTicker.Web.Streaming.Delivery;

namespace StockTicker.Tests.Streaming;

/// <summary>Memory use after a storm of reconnects.</summary>
public sealed class HeapTrimmerTests : IDisposable
{
    private readonly StreamMetrics _metrics = new();
    private readonly HeapTrimmer _trimmer;

    public HeapTrimmerTests() => _trimmer = new HeapTrimmer(_metrics, TimeProvider.System);

    public void Dispose() => _trimmer.Dispose();

    [Fact]
    public void Memory_is_returned_after_a_reconnect_storm()
    {
        var left = OldGarbage();
        End(HeapTrimmer.Storm);
        Assert.False(_trimmer.TryTrim());

        End((HeapTrimmer.Storm / 10) - 1);
        Assert.True(_trimmer.TryTrim());
        Assert.False(left.IsAlive);
        Assert.False(_trimmer.TryTrim());
    }

    [Fact]
    public void A_few_ended_streams_do_not_trigger_a_collection()
    {
        End(HeapTrimmer.Storm - 1);
        Assert.False(_trimmer.TryTrim());
        Assert.False(_trimmer.TryTrim());
    }

    [Fact]
    public void Streams_that_end_slowly_do_not_trigger_a_collection_however_many()
    {
        for (var look = 0; look < 100; look++)
        {
            End((HeapTrimmer.Storm / 10) - 1);
            Assert.False(_trimmer.TryTrim());
        }
    }

    [Fact]
    public void A_collection_waits_until_a_long_storm_has_passed()
    {
        for (var look = 0; look < 100; look++)
        {
            End(HeapTrimmer.Storm / 10);
            Assert.False(_trimmer.TryTrim());
        }
        Assert.True(_trimmer.TryTrim());
    }

    private void End(int streams)
    {
        for (var stream = 0; stream < streams; stream++)
            _metrics.EndedOne();
    }

    // In the oldest generation, which only a full collection frees.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OldGarbage()
    {
        var garbage = new object();
        while (GC.GetGeneration(garbage) < GC.MaxGeneration)
            GC.Collect(1);
        return new WeakReference(garbage);
    }
}
