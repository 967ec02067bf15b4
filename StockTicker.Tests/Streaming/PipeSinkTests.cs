using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Sockets;

namespace StockTicker.Tests.Streaming;

public sealed class PipeSinkTests
{
    [Fact]
    public async Task A_client_that_reads_slowly_through_a_small_window_makes_progress()
    {
        var time = new FakeTimeProvider();
        // Like Kestrel's pipe for HTTP/2: a flush completes when everything has been taken.
        var pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var sink = new PipeSink(pipe.Writer, time);
        var write = sink.WriteAsync(FrameBytes.Own(new byte[60_000]));

        for (var taken = 0; taken < 58_000; taken += 2000)
        {
            Assert.False(write.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(1));
            for (var window = 2000L; window > 0;)
            {
                var read = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
                var part = Math.Min(window, read.Buffer.Length);
                pipe.Reader.AdvanceTo(read.Buffer.GetPosition(part));
                window -= part;
            }
            Assert.InRange(time.GetElapsedTime(sink.WaitingSince), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        }
    }
}
