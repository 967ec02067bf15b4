using System.Net.Sockets;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Sockets;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>
/// The streams of a shard that are up to date and receive every batch unchanged, which are most streams most of the time. They differ
/// only in their socket, so that delivering a batch is one pass over an array with one write per stream. A stream that needs anything
/// else, or whose socket does not accept a whole batch, is released and continues individually until it has caught up. Not
/// thread-safe: only the shard's thread may use it.
/// </summary>
internal sealed class CaughtUpStreams
{
    // A shard that is further behind than this releases its streams, which then catch up individually.
    private const int MaxGathered = 16;

    // The number of writes per reading of the clock.
    private const int WritesPerClockRead = 16;

    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly TimeSpan _heartbeat;
    private readonly StreamMetrics _metrics;
    private readonly Action<StreamConnection> _released;
    // Two for each form: one with independent events, and one with events as parts of their groups.
    private readonly Delivery[] _deliveries;
    private readonly List<QuotesEvent> _due = [];
    private Entry[] _entries = new Entry[64];
    private int _count;
    // The next event to send, the last event sent, and the time at which it was sent.
    private long _next;
    private QuotesEvent? _newest;
    private long _sentAt;
    private long _channelsEnd;

    /// <param name="released">Called with each released connection.</param>
    public CaughtUpStreams(EventLog log, TimeProvider time, TimeSpan heartbeat, StreamMetrics metrics, Action<StreamConnection> released)
    {
        _deliveries = [.. Enum.GetValues<WireForm>().SelectMany(form => new[] { new Delivery(form, null), new Delivery(form, log.GzipGroups) })];
        (_log, _time, _heartbeat, _metrics, _released) = (log, time, heartbeat, metrics, released);
        var head = log.Head;
        (_next, _channelsEnd, SeenThrough) = (head.Quotes.End, head.ChannelsEnd, head.Sequence);
    }

    /// <summary>The sequence of the newest event, of any channel, that all streams have received or do not subscribe to.</summary>
    public long SeenThrough { get; private set; }

    /// <summary>Adds a connection, which must be up to date to <see cref="SeenThrough"/> or later.</summary>
    public void Add(StreamConnection connection)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, 2 * _count);
        connection.Slot = _count;
        var position = connection.Position;
        _entries[_count++] = new Entry
        {
            Connection = connection,
            Socket = connection.Socket!.Socket,
            Handle = connection.Socket.Handle,
            Next = position.NextQuotes,
            LastEventAt = position.LastEventAt,
            LastHeartbeatAt = position.LastHeartbeatAt,
            HasChannels = position.HasChannels,
            Form = connection.Form,
        };
    }

    /// <summary>Releases a connection, which continues individually.</summary>
    public void Release(StreamConnection connection) => Release(connection.Slot, ValueTask.FromResult(true));

    /// <summary>Releases all connections.</summary>
    public void ReleaseAll() => ReleaseWhere(static (in Entry _) => true);

    /// <summary>Releases the connections for which a heartbeat is due.</summary>
    public void ReleaseSilent()
    {
        var now = _time.GetTimestamp();
        ReleaseWhere((in Entry entry) =>
            _time.GetElapsedTime(Math.Max(entry.LastEventAt, entry.Next == _newest?.Ordinal + 1 ? _sentAt : 0), now) >= _heartbeat
            || _time.GetElapsedTime(entry.LastHeartbeatAt, now) >= 1.5 * _heartbeat);
    }

    /// <summary>Writes the new events as of <paramref name="head"/> to all connections.</summary>
    public void Deliver(LogHead head)
    {
        // Streams with other channels merge the channels' events individually.
        if (head.ChannelsEnd != _channelsEnd)
            ReleaseWhere(static (in Entry entry) => entry.HasChannels);
        _channelsEnd = head.ChannelsEnd;
        if (_count == 0 || head.Quotes.End == _next)
            _next = head.Quotes.End;
        else if (TryGetDue(head.Quotes.End))
            DeliverDue();
        else
            ReleaseAll();
        SeenThrough = head.Sequence;
    }

    private bool TryGetDue(long end)
    {
        _due.Clear();
        for (var ordinal = _next; ordinal < end && _due.Count < MaxGathered && _log.Quotes.TryGet(ordinal, out var next); ordinal++)
            _due.Add(next);
        if (_due.Count == end - _next)
            return true;
        _next = end;
        return false;
    }

    private void DeliverDue()
    {
        var (from, end, newest) = (_next, _next + _due.Count, _due[^1]);
        _next = end;
        var written = 0;
        for (var i = 0; i < _count;)
        {
            ref var entry = ref _entries[i];
            // A stream that was ahead when it was added must not receive an event twice.
            if (entry.Next >= end)
            {
                i++;
                continue;
            }
            if (entry.Next != from)
            {
                Release(i, ValueTask.FromResult(true));
                continue;
            }
            var delivery = DeliveryTo(ref entry);
            var bytes = delivery.BytesOf(_due);
            var isConnected = SocketSend.TrySend(entry.Socket, entry.Handle, bytes.Span, out var sent);
            entry.Next = end;
            delivery.Writes++;
            if (++written % WritesPerClockRead == 0)
                _metrics.Written(_time.GetElapsedTime(newest.PublishedAt), WritesPerClockRead);
            if (sent == bytes.Length)
            {
                i++;
                continue;
            }
            entry.Connection.AdvanceTo(newest, _time.GetTimestamp());
            Release(i, isConnected ? entry.Connection.Socket!.SendAsync(bytes[sent..]) : ValueTask.FromResult(false));
        }
        (_newest, _sentAt) = (newest, _time.GetTimestamp());
        _metrics.Written(_time.GetElapsedTime(newest.PublishedAt, _sentAt), written % WritesPerClockRead);
        foreach (var delivery in _deliveries)
            delivery.Complete(_metrics, _due.Count);
    }

    // A stream that received a group from its first event, without other events in between, receives the rest as parts of the group.
    private Delivery DeliveryTo(ref Entry entry)
    {
        var form = (int)entry.Form * 2;
        entry.IsInGroup = entry.Form is WireForm.Gzip or WireForm.GzipChunk && (entry.IsInGroup || GzipGroups.BeginsWith(_due[0]))
            && !_deliveries[form + 1].BytesOf(_due).IsEmpty;
        return _deliveries[entry.IsInGroup ? form + 1 : form];
    }

    private delegate bool Condition(in Entry entry);

    private void ReleaseWhere(Condition condition)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (condition(_entries[i]))
                Release(i, ValueTask.FromResult(true));
        }
    }

    private void Release(int index, ValueTask<bool> write)
    {
        var entry = _entries[index];
        if (entry.Next == _newest?.Ordinal + 1)
            entry.Connection.AdvanceTo(_newest!, _sentAt);
        _entries[index] = _entries[--_count];
        _entries[index].Connection.Slot = index;
        _entries[_count] = default;
        _released(entry.Connection);
        entry.Connection.GoOn(write);
    }

    private struct Entry
    {
        public StreamConnection Connection;
        public Socket Socket;
        public SafeSocketHandle Handle;
        public long Next;
        public long LastEventAt;
        public long LastHeartbeatAt;
        public bool HasChannels;
        public bool IsInGroup;
        public WireForm Form;
    }

    /// <summary>The bytes for all streams of one form.</summary>
    private sealed class Delivery(WireForm form, GzipGroups? groups)
    {
        private ReadOnlyMemory<byte> _bytes;
        private int _body;
        private int _saved;

        public int Writes { get; set; }

        /// <summary>Gets the bytes of the due events; empty if the group of an event is no longer available.</summary>
        public ReadOnlyMemory<byte> BytesOf(List<QuotesEvent> due) => _bytes.IsEmpty ? Gather(due) : _bytes;

        public void Complete(StreamMetrics metrics, int events)
        {
            metrics.Delivered(Writes * events, (long)Writes * _body);
            metrics.Saved((long)Writes * _saved);
            (_bytes, _body, _saved, Writes) = (default, 0, 0, 0);
        }

        private ReadOnlyMemory<byte> Gather(List<QuotesEvent> due)
        {
            foreach (var next in due)
            {
                FrameBytes bytes;
                if (groups is null)
                    bytes = form is WireForm.Plain or WireForm.PlainChunk ? next.Frame.Plain : next.Frame.Gzip;
                else if (!groups.TryGet(next, out bytes))
                    return _bytes = default;
                var wire = form is WireForm.PlainChunk or WireForm.GzipChunk ? bytes.Chunk : bytes.Body;
                _bytes = _bytes.IsEmpty ? wire : (byte[])[.. _bytes.Span, .. wire.Span];
                _body += bytes.Body.Length;
                _saved += next.Frame.Plain.Body.Length - bytes.Body.Length;
            }
            return _bytes;
        }
    }
}

/// <summary>The framing of a stream on its socket.</summary>
internal enum WireForm : byte
{
    /// <summary>Uncompressed and not chunked, for HTTP/1.0.</summary>
    Plain,

    /// <summary>Uncompressed, in chunks.</summary>
    PlainChunk,

    /// <summary>Compressed and not chunked, for HTTP/1.0.</summary>
    Gzip,

    /// <summary>Compressed, in chunks.</summary>
    GzipChunk,
}
