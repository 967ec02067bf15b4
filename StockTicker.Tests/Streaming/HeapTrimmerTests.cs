using System.Runtime.CompilerServices;
using StockTicker.Web.Streaming.Delivery;

namespace StockTicker.Tests.Streaming;

/// <summary>What a storm of reconnects leaves behind.</summary>
public sealed class HeapTrimmerTests : IDisposable
{
    private readonly StreamMetrics _metrics = new();
    private readonly HeapTrimmer _trimmer;

    public HeapTrimmerTests() => _trimmer = new HeapTrimmer(_metrics, TimeProvider.System);

    public void Dispose() => _trimmer.Dispose();

    [Fact]
    public void What_a_storm_left_is_given_back_once_it_has_passed()
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
    public void A_few_streams_that_ended_are_no_reason_to_collect()
    {
        End(HeapTrimmer.Storm - 1);
        Assert.False(_trimmer.TryTrim());
        Assert.False(_trimmer.TryTrim());
    }

    [Fact]
    public void Streams_that_come_and_go_slowly_are_no_reason_however_many()
    {
        for (var look = 0; look < 100; look++)
        {
            End((HeapTrimmer.Storm / 10) - 1);
            Assert.False(_trimmer.TryTrim());
        }
    }

    [Fact]
    public void A_long_storm_is_waited_out()
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

    // Among the oldest objects, where only a whole collection comes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OldGarbage()
    {
        var garbage = new object();
        while (GC.GetGeneration(garbage) < GC.MaxGeneration)
            GC.Collect(1);
        return new WeakReference(garbage);
    }
}
