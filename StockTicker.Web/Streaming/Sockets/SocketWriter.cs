using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>
/// The only writer of a connection's socket. Kestrel writes responses to it instead of to its own pipe, and a stream writes its frames
/// to it, so that all bytes are sent in the order of the calls. A send is first tried synchronously and continues asynchronously only
/// for the bytes that the socket does not accept. For one caller at a time.
/// </summary>
internal sealed class SocketWriter : PipeWriter
{
    private const int MinBuffer = 4096;

    // The bytes per send to a client that lags. Each completed send counts as progress.
    private const int SliceBytes = 4096;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private byte[]? _buffer;
    private int _buffered;
    private Task<bool> _sending = Task.FromResult(true);
    private TaskCompletionSource? _canceled;
    private long _waitingSince;
    private volatile bool _gone;

    /// <summary>Initializes a writer.</summary>
    /// <param name="socket">A connected stream socket.</param>
    /// <param name="time">The time provider for <see cref="WaitingSince"/>.</param>
    public SocketWriter(Socket socket, TimeProvider time)
    {
        // A send that would block returns immediately instead.
        socket.Blocking = false;
        (_socket, _time, Handle) = (socket, time, socket.SafeHandle);
    }

    /// <summary>The timestamp since which pending bytes have made no progress, or 0 if none are pending.</summary>
    public long WaitingSince => Volatile.Read(ref _waitingSince);

    /// <summary>The socket.</summary>
    public Socket Socket => _socket;

    /// <summary>The handle of the socket.</summary>
    public SafeSocketHandle Handle { get; }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _buffered;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_buffered);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_buffered);
    }

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (_buffer?.Length ?? 0) - _buffered);
        _buffered += bytes;
    }

    /// <summary>Sends the buffered bytes. Returns false if the client has disconnected.</summary>
    public ValueTask<bool> SendAsync()
    {
        if (!_sending.IsCompleted)
            return new ValueTask<bool>(SendBufferAfterAsync(_sending));
        if (_buffered == 0)
            return ValueTask.FromResult(!_gone);
        if (!TrySend(_buffer.AsSpan(0, _buffered), out var sent))
            return Gone();
        if (sent < _buffered)
            return new ValueTask<bool>(_sending = SendBufferAsync(sent));
        ReturnBuffer();
        return ValueTask.FromResult(true);
    }

    /// <summary>
    /// Sends bytes without copying, after the buffered bytes. They must not change until the call completes. Returns false if the client
    /// has disconnected.
    /// </summary>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_buffered > 0 || !_sending.IsCompleted)
            return new ValueTask<bool>(SendAfterBufferAsync(bytes));
        if (!TrySend(bytes.Span, out var sent))
            return Gone();
        return sent == bytes.Length ? ValueTask.FromResult(true) : new ValueTask<bool>(_sending = SendRestAsync(bytes[sent..]));
    }

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var sending = SendAsync();
        if (sending.IsCompletedSuccessfully)
            return new FlushResult(isCanceled: false, isCompleted: !sending.Result);
        // A canceled flush is no longer awaited, but the bytes are still sent, as with a pipe.
        var (sent, canceled) = (sending.AsTask(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Volatile.Write(ref _canceled, canceled);
        if (await Task.WhenAny(sent, canceled.Task).WaitAsync(cancellationToken) == canceled.Task)
            return new FlushResult(isCanceled: true, isCompleted: false);
        return new FlushResult(isCanceled: false, isCompleted: !await sent);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => Volatile.Read(ref _canceled)?.TrySetResult();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        if (_sending.IsCompleted)
            ReturnBuffer();
    }

    /// <summary>Completes when the pending send has finished.</summary>
    public Task DrainAsync() => _sending;

    /// <summary>
    /// Sends as many bytes as the socket accepts immediately; call it only if no send is pending. Returns false if the client has
    /// disconnected.
    /// </summary>
    public bool TrySend(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        return !_gone && SocketSend.TrySend(_socket, Handle, bytes, out sent) || MarkGone();
    }

    // A socket that has failed is not used again.
    private bool MarkGone()
    {
        _gone = true;
        return false;
    }

    private ValueTask<bool> Gone()
    {
        ReturnBuffer();
        return ValueTask.FromResult(false);
    }

    private async Task<bool> SendBufferAfterAsync(Task<bool> sending) => await sending && await SendAsync();

    private async Task<bool> SendAfterBufferAsync(ReadOnlyMemory<byte> bytes) => await SendAsync() && await SendAsync(bytes);

    private async Task<bool> SendBufferAsync(int sent)
    {
        // Bytes written in the meantime use a new buffer.
        var (buffer, length) = (_buffer!, _buffered);
        (_buffer, _buffered) = (null, 0);
        var taken = await SendRestAsync(buffer.AsMemory(sent..length));
        ArrayPool<byte>.Shared.Return(buffer);
        return taken;
    }

    private async Task<bool> SendRestAsync(ReadOnlyMemory<byte> rest)
    {
        try
        {
            while (!rest.IsEmpty)
            {
                Volatile.Write(ref _waitingSince, _time.GetTimestamp());
                rest = rest[await _socket.SendAsync(rest[..Math.Min(rest.Length, SliceBytes)], SocketFlags.None)..];
                if (!TrySend(rest.Span, out var sent))
                    return false;
                rest = rest[sent..];
            }
            return true;
        }
        catch (Exception left) when (left is SocketException or ObjectDisposedException)
        {
            _gone = true;
            return false;
        }
        finally
        {
            Volatile.Write(ref _waitingSince, 0);
        }
    }

    private void Reserve(int size)
    {
        if (_buffer is not null && _buffer.Length - _buffered >= size)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(MinBuffer, _buffered + Math.Max(size, _buffered)));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _buffered).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }
        _buffer = larger;
    }

    private void ReturnBuffer()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _buffered) = (null, 0);
    }
}
