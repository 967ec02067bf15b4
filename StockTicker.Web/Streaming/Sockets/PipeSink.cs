using System.Buffers;
using System.IO.Pipelines;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>Writes to the response's pipe, over any transport: TLS, HTTP/2 or a test server.</summary>
internal sealed class PipeSink(PipeWriter output, TimeProvider time) : IFrameSink
{
    // The number of bytes between flushes. A flush completes when the client has taken everything, so the slices of a slow client, or
    // of one with a small HTTP/2 window, are small: each that it takes is progress.
    private const int MinSliceBytes = 1024;
    private const int MaxSliceBytes = 32 * 1024;

    private int _sliceBytes = MinSliceBytes;
    private long _waitingSince;
    private int _unflushed;

    /// <inheritdoc/>
    public long WaitingSince => Volatile.Read(ref _waitingSince);

    /// <inheritdoc/>
    public ValueTask<bool> WriteAsync(FrameBytes bytes)
    {
        if (_unflushed + bytes.Body.Length >= _sliceBytes)
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
        if (!flush.IsCompletedSuccessfully)
        {
            _sliceBytes = MinSliceBytes;
            return WaitAsync(flush);
        }
        _sliceBytes = Math.Min(2 * _sliceBytes, MaxSliceBytes);
        return ValueTask.FromResult(IsConnected(flush.Result));
    }

    /// <inheritdoc/>
    /// <remarks>The server signals it when the response ends.</remarks>
    public ValueTask<bool> CompleteAsync() => ValueTask.FromResult(true);

    private async ValueTask<bool> WriteSlicesAsync(ReadOnlyMemory<byte> left)
    {
        while (!left.IsEmpty)
        {
            var slice = left[..Math.Min(left.Length, Math.Max(_sliceBytes - _unflushed, 0))];
            left = left[slice.Length..];
            output.Write(slice.Span);
            _unflushed += slice.Length;
            if (_unflushed >= _sliceBytes && !await FlushAsync())
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
