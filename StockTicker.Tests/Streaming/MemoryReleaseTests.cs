using System.Runtime.CompilerServices;
using StockTicker.Web.Streaming;

namespace StockTicker.Tests.Streaming;

/// <summary>What a storm of reconnects leaves behind.</summary>
public sealed class MemoryReleaseTests : IDisposable
{
    private readonly StreamMetrics _metrics = new();
    private readonly MemoryRelease _release;

    public MemoryReleaseTests() => _release = new MemoryRelease(_metrics, TimeProvider.System);

    public void Dispose() => _release.Dispose();

    [Fact]
    public void What_a_storm_left_is_given_back_once_it_has_passed()
    {
        var left = OldGarbage();
        End(MemoryRelease.Storm);
        Assert.False(_release.Look());

        End((MemoryRelease.Storm / 10) - 1);
        Assert.True(_release.Look());
        Assert.False(left.IsAlive);
        Assert.False(_release.Look());
    }

    [Fact]
    public void A_few_streams_that_ended_are_no_reason_to_collect()
    {
        End(MemoryRelease.Storm - 1);
        Assert.False(_release.Look());
        Assert.False(_release.Look());
    }

    [Fact]
    public void Streams_that_come_and_go_slowly_are_no_reason_however_many()
    {
        for (var look = 0; look < 100; look++)
        {
            End((MemoryRelease.Storm / 10) - 1);
            Assert.False(_release.Look());
        }
    }

    [Fact]
    public void A_long_storm_is_waited_out()
    {
        for (var look = 0; look < 100; look++)
        {
            End(MemoryRelease.Storm / 10);
            Assert.False(_release.Look());
        }
        Assert.True(_release.Look());
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
