using System.Buffers;
using System.IO.Pipelines;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>Writes to the response's pipe, over any transport: TLS, HTTP/2 or a test server.</summary>
internal sealed class PipeSink(PipeWriter output, TimeProvider time) : IFrameSink
{
    // The number of bytes between flushes, small enough to detect progress during a large snapshot.
    private const int SliceBytes = 32 * 1024;

    private long _waitingSince;
    private int _unflushed;

    /// <inheritdoc/>
    public long WaitingSince => Volatile.Read(ref _waitingSince);

    /// <inheritdoc/>
    public ValueTask<bool> WriteAsync(FrameBytes bytes)
    {
        if (_unflushed + bytes.Body.Length >= SliceBytes)
            return WriteSlicesAsync(bytes.Body);
        output.Write(bytes.Body.Span);
        _unflushed += bytes.Body.Length;
        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public ValueTask<bool> FlushAsync()
    {
        _unflushed = 0;
        var flush = output.FlushAsync();
        return flush.IsCompletedSuccessfully ? ValueTask.FromResult(IsConnected(flush.Result)) : WaitAsync(flush);
    }

    /// <inheritdoc/>
    /// <remarks>The server signals it when the response ends.</remarks>
    public ValueTask<bool> CompleteAsync() => ValueTask.FromResult(true);

    private async ValueTask<bool> WriteSlicesAsync(ReadOnlyMemory<byte> left)
    {
        while (!left.IsEmpty)
        {
            var slice = left[..Math.Min(left.Length, SliceBytes - _unflushed)];
            left = left[slice.Length..];
            output.Write(slice.Span);
            _unflushed += slice.Length;
            if (_unflushed == SliceBytes && !await FlushAsync())
                return false;
        }
        return true;
    }

    private async ValueTask<bool> WaitAsync(ValueTask<FlushResult> flush)
    {
        Volatile.Write(ref _waitingSince, time.GetTimestamp());
        try
        {
            return IsConnected(await flush);
        }
        finally
        {
            Volatile.Write(ref _waitingSince, 0);
        }
    }

    private static bool IsConnected(FlushResult result) => !result.IsCompleted && !result.IsCanceled;
}
