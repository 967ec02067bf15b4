using System.Buffers;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>
/// Writes a response body directly to the socket of a plain HTTP/1 connection. Shared bytes are sent without copying if nothing else is
/// due; otherwise all due bytes are gathered and sent in one write.
/// </summary>
/// <param name="socket">The writer of the connection, which also wrote the response headers.</param>
/// <param name="chunked">Whether the body is chunked; false for HTTP/1.0.</param>
internal sealed class SocketSink(SocketWriter socket, bool chunked) : IFrameSink
{
    // The maximum number of bytes to gather by copying.
    private const int GatherBytes = 32 * 1024;

    private static readonly ReadOnlyMemory<byte> LastChunk = "0\r\n\r\n"u8.ToArray();

    private ReadOnlyMemory<byte> _held;

    /// <summary>The writer of the connection.</summary>
    public SocketWriter Socket => socket;

    /// <summary>Whether the body is chunked.</summary>
    public bool IsChunked => chunked;

    /// <inheritdoc/>
    public long WaitingSince => socket.WaitingSince;

    /// <inheritdoc/>
    public ValueTask<bool> WriteAsync(FrameBytes bytes)
    {
        if (bytes.IsShared && _held.IsEmpty && socket.UnflushedBytes == 0)
        {
            _held = chunked ? bytes.Chunk : bytes.Body;
            return ValueTask.FromResult(true);
        }
        if (_held.Length + socket.UnflushedBytes + bytes.Body.Length > GatherBytes)
            return WriteManyAsync(bytes);
        Gather(bytes);
        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public ValueTask<bool> FlushAsync()
    {
        if (_held.IsEmpty)
            return socket.SendAsync();
        var held = _held;
        _held = default;
        return socket.SendAsync(held);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync() => chunked ? socket.SendAsync(LastChunk) : ValueTask.FromResult(true);

    private async ValueTask<bool> WriteManyAsync(FrameBytes bytes)
    {
        if (!await FlushAsync())
            return false;
        if (bytes.IsShared)
        {
            _held = chunked ? bytes.Chunk : bytes.Body;
            return true;
        }
        Gather(bytes);
        return bytes.Body.Length < GatherBytes || await FlushAsync();
    }

    private void Gather(FrameBytes bytes)
    {
        if (!_held.IsEmpty)
            socket.Write(_held.Span);
        _held = default;
        if (!chunked)
            socket.Write(bytes.Body.Span);
        else if (bytes.IsShared)
            socket.Write(bytes.Chunk.Span);
        else
            FrameBytes.WriteChunk(socket, bytes.Body.Span);
    }
}
