using System.Buffers;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>
/// Writes a response's body straight to the socket of a plain HTTP/1.1 connection. Bytes that are shared are sent from where they lie
/// if nothing else is due; otherwise all that is due is gathered and leaves in one write.
/// </summary>
/// <param name="socket">The connection's one writer, which the response's headers went through too.</param>
/// <param name="chunked">Whether the body is in chunks; HTTP/1.0 knows none.</param>
internal sealed class SocketSink(SocketWriter socket, bool chunked) : IFrameSink
{
    // More than this is not copied to be gathered.
    private const int GatherBytes = 32 * 1024;

    private static readonly ReadOnlyMemory<byte> LastChunk = "0\r\n\r\n"u8.ToArray();

    private ReadOnlyMemory<byte> _held;

    /// <summary>What it writes to.</summary>
    public SocketWriter Socket => socket;

    /// <summary>Whether the body is in chunks.</summary>
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
