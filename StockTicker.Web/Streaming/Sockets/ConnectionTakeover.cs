using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>
/// Takes over a plain HTTP/1 connection from Kestrel after the response headers have been written. For Kestrel, the request ends and its
/// memory is released; from then on, only the stream uses the socket. Before that, Kestrel reads and writes as usual.
/// </summary>
internal sealed class ConnectionTakeover : IConnectionHeartbeatFeature
{
    // A client has nothing to say after its request. Some bytes are ignored; more would only cost memory and time.
    private const int MaxIgnoredInput = 64 * 1024;

    private readonly ConnectionContext _connection;
    private readonly HttpInput _input;
    private readonly HttpOutput _output;
    private readonly IConnectionHeartbeatFeature? _heartbeat;
    private readonly TimeProvider _time;
    private readonly TimeSpan _writeTimeout;
    private bool _isCut;
    private int _unacknowledged;
    private long _progressAt;
    private (Action<object> Action, object State)? _onHeartbeat;
    private Func<Task>? _stream;

    private ConnectionTakeover(ConnectionContext connection, SocketWriter socket, TimeProvider time, TimeSpan writeTimeout)
    {
        (_connection, _time, _writeTimeout) = (connection, time, writeTimeout);
        Socket = socket;
        _input = new HttpInput(connection.Transport.Input);
        _output = new HttpOutput(socket);
        _heartbeat = connection.Features.Get<IConnectionHeartbeatFeature>();
    }

    /// <summary>The writer of the socket, for Kestrel and the stream.</summary>
    public SocketWriter Socket { get; }

    /// <summary>Canceled when the connection has closed.</summary>
    public CancellationToken Closed => _connection.ConnectionClosed;

    /// <summary>Enables takeover for the connections of an endpoint that have a socket.</summary>
    /// <param name="writeTimeout">The time without progress of a write after which a connection is closed.</param>
    public static void Use(ListenOptions endpoint, TimeProvider time, TimeSpan writeTimeout) =>
        endpoint.Use(next => connection => connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket }
            ? Begin(connection, new SocketWriter(socket, time), time, writeTimeout).RunAsync(next)
            : next(connection));

    /// <summary>
    /// Gets the takeover of the request's connection, or null if the connection uses TLS or HTTP/2, or if the request has a body, which
    /// Kestrel must read to its end.
    /// </summary>
    public static ConnectionTakeover? Of(HttpContext context) =>
        (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol))
            && context.Features.Get<ITlsHandshakeFeature>() is null
            && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }
            ? context.Features.Get<ConnectionTakeover>()
            : null;

    /// <summary>Takes over the connection. The stream starts after Kestrel has finished, and the connection closes when it ends.</summary>
    public void TakeOver(Func<Task> stream)
    {
        _stream = stream;
        _input.Complete();
        _output.Complete();
    }

    /// <summary>Aborts the connection.</summary>
    public void Abort() => _connection.Abort();

    /// <inheritdoc/>
    public void OnHeartbeat(Action<object> action, object state) => _onHeartbeat = (action, state);

    private static ConnectionTakeover Begin(ConnectionContext connection, SocketWriter socket, TimeProvider time, TimeSpan writeTimeout)
    {
        var takeover = new ConnectionTakeover(connection, socket, time, writeTimeout);
        connection.Features.Set(takeover);
        if (takeover._heartbeat is { } heartbeat)
        {
            heartbeat.OnHeartbeat(static state => ((ConnectionTakeover)state).Beat(), takeover);
            connection.Features.Set<IConnectionHeartbeatFeature>(takeover);
        }
        return takeover;
    }

    private async Task RunAsync(ConnectionDelegate next)
    {
        var transport = _connection.Transport;
        _connection.Transport = new Duplex(_input, _output);
        try
        {
            await ServeAsync(next);
            // Releases the memory of Kestrel's requests.
            _onHeartbeat = null;
            await Socket.DrainAsync();
            if (_stream is not null)
                await StreamAsync(transport.Input);
        }
        finally
        {
            _connection.Transport = transport;
        }
    }

    private async Task StreamAsync(PipeReader input)
    {
        var ignoring = IgnoreAsync(input);
        await _stream!();
        input.CancelPendingRead();
        await ignoring;
    }

    // Input that nothing reads would fill the connection's buffer, and the end of the connection behind it would not be noticed.
    private async Task IgnoreAsync(PipeReader input)
    {
        try
        {
            for (var ignored = 0L; ignored <= MaxIgnoredInput;)
            {
                var read = await input.ReadAsync();
                ignored += read.Buffer.Length;
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                    return;
            }
            Abort();
        }
        catch (Exception closed) when (closed is IOException or OperationCanceledException)
        {
            // The stream notices it, too.
        }
    }

    private async Task ServeAsync(ConnectionDelegate next)
    {
        try
        {
            await next(_connection);
        }
        catch (Exception) when (_stream is not null)
        {
            // Kestrel has already logged it. The stream still starts, detects the closed connection and releases its resources.
        }
    }

    private void Beat()
    {
        // Streams check themselves.
        if (_stream is null && Socket.WaitingSince is not 0 and var since)
            CheckProgress(since);
        if (_onHeartbeat is { } beat)
            beat.Action(beat.State);
    }

    // Kestrel would wait for a response that is not read as long as its buffers last at 240 bytes per second. The kernel accepts more bytes
    // only after a client has taken tens of kilobytes, so what a slow client has acknowledged is progress, too.
    private void CheckProgress(long waitingSince)
    {
        var unacknowledged = SocketSend.Unacknowledged(Socket.Handle);
        if (unacknowledged != _unacknowledged)
            (_unacknowledged, _progressAt) = (unacknowledged, _time.GetTimestamp());
        if (_isCut || _time.GetElapsedTime(Math.Max(waitingSince, _progressAt)) < _writeTimeout)
            return;
        _isCut = true;
        // Aborting a connection takes time and must not delay the others.
        ThreadPool.UnsafeQueueUserWorkItem(takeover => takeover.Abort(), this, preferLocal: false);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Kestrel's input: the connection or, after the takeover, the end of input.</summary>
    private sealed class HttpInput(PipeReader connection) : PipeReader
    {
        private static readonly ReadResult End = new(default, isCanceled: false, isCompleted: true);
        private volatile bool _ended;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            _ended ? ValueTask.FromResult(End) : connection.ReadAsync(cancellationToken);

        public override bool TryRead(out ReadResult result)
        {
            result = End;
            return _ended || connection.TryRead(out result);
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            if (!_ended)
                connection.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => connection.CancelPendingRead();

        public void Complete() => _ended = true;

        public override void Complete(Exception? exception)
        {
            if (!_ended)
                connection.Complete(exception);
        }
    }

    /// <summary>Kestrel's output: the socket or, after the takeover, nothing.</summary>
    private sealed class HttpOutput(SocketWriter socket) : PipeWriter
    {
        private volatile bool _ended;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => _ended ? 0 : socket.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _ended ? new byte[Math.Max(sizeHint, 64)] : socket.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            if (!_ended)
                socket.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            _ended ? default : socket.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => socket.CancelPendingFlush();

        public void Complete() => _ended = true;

        public override void Complete(Exception? exception)
        {
            if (!_ended)
                socket.Complete(exception);
        }
    }
}
