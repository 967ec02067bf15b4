using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>A client that counts quotes and checks that no event is missing.</summary>
internal sealed class Watcher : IDisposable
{
    private const int ReceiveBytes = 16 * 1024;
    private const int MaxHeaders = 4 * 1024;
    private const int ReceiveTimeoutMilliseconds = 10_000;

    private readonly Protocol _protocol;
    private readonly LatencyTally _latencies;
    private readonly BatchTimes _times;
    private readonly bool _isReference;
    // Closed with a reset, because its port would otherwise be in TIME_WAIT for a minute.
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = ReceiveTimeoutMilliseconds,
        LingerState = new LingerOption(true, 0),
    };
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly ArrayBufferWriter<byte> _payload = new();
    private readonly IFraming _framing;
    // The length of the payload that is known not to contain the end of an event.
    private int _searched;
    private long _last = -1;
    private long _sinceLast;
    private long _quotes;
    private long _gaps;
    private long _merged;

    /// <param name="protocol">What to request, and how to read it.</param>
    /// <param name="latencies">Counts the latency of events.</param>
    /// <param name="times">The times of batches, for events that do not contain them.</param>
    /// <param name="isReference">Whether to provide these times instead of counting latencies.</param>
    public Watcher(Protocol protocol, LatencyTally latencies, BatchTimes times, bool isReference = false)
    {
        (_protocol, _latencies, _times, _isReference, _framing) = (protocol, latencies, times, isReference, protocol.Framing());
        _receive.SetBuffer(new byte[ReceiveBytes]);
        _receive.Completed += (_, _) => ReceiveAll();
    }

    /// <summary>The number of quotes received.</summary>
    public long Quotes => Volatile.Read(ref _quotes);

    /// <summary>The number of events that did not refer to the previous event.</summary>
    public long Gaps => Volatile.Read(ref _gaps);

    /// <summary>The number of quotes that conflation left out.</summary>
    public long Merged => Volatile.Read(ref _merged);

    /// <summary>Whether the server closed the connection.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Connects and sends the request. Some servers respond only when they have data to send.</summary>
    public void Ask(IPEndPoint server)
    {
        _socket.Connect(server);
        _socket.Send(_protocol.RequestBytes);
    }

    /// <summary>Reads the response headers and starts reading events.</summary>
    /// <exception cref="InvalidOperationException">The response is not as expected.</exception>
    public void Open()
    {
        Span<byte> buffer = stackalloc byte[MaxHeaders];
        var (received, end) = (0, -1);
        while (end < 0 && received < MaxHeaders)
        {
            var count = _socket.Receive(buffer[received..]);
            if (count == 0)
                break;
            received += count;
            end = buffer[..received].IndexOf("\r\n\r\n"u8);
        }
        var headers = Encoding.ASCII.GetString(buffer[..Math.Max(end, 0)]);
        if (!headers.StartsWith(_protocol.Status, StringComparison.Ordinal))
            throw new InvalidOperationException($"The server responded with '{headers.Split('\r')[0]}'.");
        if (_protocol.Greeting.Length > 0)
            _socket.Send(_protocol.Greeting);
        if (!TryRead(buffer[(end + 4)..received]))
            throw new InvalidOperationException("The server ended the stream immediately.");
        if (!_socket.ReceiveAsync(_receive))
            ReceiveAll();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _receive.Dispose();
    }

    private void ReceiveAll()
    {
        try
        {
            do
            {
                if (_receive.SocketError == SocketError.Success && _receive.BytesTransferred > 0
                    && TryRead(_receive.MemoryBuffer.Span[.._receive.BytesTransferred]))
                    continue;
                IsClosed = true;
                return;
            }
            while (!_socket.ReceiveAsync(_receive));
        }
        catch (ObjectDisposedException)
        {
            // The measurement has ended.
        }
    }

    private bool TryRead(ReadOnlySpan<byte> received)
    {
        var goesOn = _framing.TryRead(received, _payload);
        var end = _protocol.EventEnd;
        var payload = _payload.WrittenSpan;
        var start = 0;
        while (payload[_searched..].IndexOf(end) is var found and >= 0)
        {
            ReadEvent(payload[start..(_searched + found)]);
            start = _searched += found + end.Length;
        }
        if (start > 0)
            Keep(payload.Length - start);
        _searched = Math.Max(0, _payload.WrittenCount - end.Length + 1);
        return goesOn;
    }

    // The last of the available bytes.
    private void Keep(int count)
    {
        var rest = count > 0 ? _payload.WrittenSpan[^count..].ToArray() : [];
        _payload.ResetWrittenCount();
        _payload.Write(rest);
    }

    private void ReadEvent(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf(_protocol.EventMark) < 0)
            return;
        if (_protocol.IsEventPerQuote)
        {
            ReadQuote(text);
            return;
        }
        var previous = NumberAfter(text, "\"prev\":\""u8, pastHyphen: true);
        if (_last >= 0 && previous != _last)
            Volatile.Write(ref _gaps, _gaps + 1);
        _last = NumberAfter(text, _protocol.IdMark, pastHyphen: true);
        Volatile.Write(ref _merged, _merged + NumberAfter(text, "\"merged\":"u8, pastHyphen: false));
        Volatile.Write(ref _quotes, _quotes + text.Count("\"symbol\":"u8));
        var time = NumberAfter(text, "\"time\":"u8, pastHyphen: false);
        if (_isReference)
            _times.Add(_last, time);
        else
            _latencies.Add(time);
    }

    // The log contains nothing but batches, so the ids of two batches differ by their number. What is missing in between was left out
    // for a client that is behind, or lost.
    private void ReadQuote(ReadOnlySpan<byte> text)
    {
        Volatile.Write(ref _quotes, _quotes + 1);
        _sinceLast++;
        if (text.IndexOf(_protocol.IdMark) < 0)
            return;
        var id = NumberAfter(text, _protocol.IdMark, pastHyphen: true);
        if (_last >= 0)
        {
            var missing = (id - _last) * Contestant.QuotesPerUpdate - _sinceLast;
            if (id <= _last || missing < 0)
                Volatile.Write(ref _gaps, _gaps + 1);
            else
                Volatile.Write(ref _merged, _merged + missing);
        }
        (_last, _sinceLast) = (id, 0);
        _times.Arrived(id);
    }

    private static long NumberAfter(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark, bool pastHyphen)
    {
        var start = text.IndexOf(mark);
        if (start < 0)
            throw new InvalidOperationException($"An event does not contain {Encoding.UTF8.GetString(mark)}.");
        text = text[(start + mark.Length)..];
        if (pastHyphen)
            text = text[(text.IndexOf((byte)'-') + 1)..];
        return Utf8Parser.TryParse(text, out long number, out _)
            ? number
            : throw new InvalidOperationException("An event does not contain a number where one is expected.");
    }
}
