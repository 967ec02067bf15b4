using System.Net.Sockets;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Sockets;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>
/// The streams of one shard that have everything and want each batch as it is: most of them, most of the time. They differ in nothing
/// but their socket, so a batch is one pass over an array and one write each. Whoever needs anything else, or does not take all of a
/// batch at once, is released and goes on by itself until it has caught up again. For the shard's thread alone.
/// </summary>
internal sealed class CaughtUpStreams
{
    // A shard that comes later than this gathers nothing: its streams catch up one by one.
    private const int MaxGathered = 16;

    // How many writes share one look at the clock.
    private const int WritesPerLook = 16;

    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly TimeSpan _heartbeat;
    private readonly StreamMetrics _metrics;
    private readonly Action<StreamConnection> _released;
    // Two for each form: one with each event on its own, and one with each as part of its group.
    private readonly Delivery[] _deliveries;
    private readonly List<QuotesEvent> _due = [];
    private Entry[] _entries = new Entry[64];
    private int _count;
    // The first event that they were not sent, the newest that they were, and when that was.
    private long _next;
    private QuotesEvent? _newest;
    private long _sentAt;
    private long _channelsEnd;

    /// <param name="released">Is called with each connection that is about to go on by itself.</param>
    public CaughtUpStreams(EventLog log, TimeProvider time, TimeSpan heartbeat, StreamMetrics metrics, Action<StreamConnection> released)
    {
        _deliveries = [.. Enum.GetValues<WireForm>().SelectMany(form => new[] { new Delivery(form, null), new Delivery(form, log.GzipGroups) })];
        (_log, _time, _heartbeat, _metrics, _released) = (log, time, heartbeat, metrics, released);
        var head = log.Head;
        (_next, _channelsEnd, SeenThrough) = (head.Quotes.End, head.ChannelsEnd, head.Sequence);
    }

    /// <summary>The newest event of any channel that all have or do not want.</summary>
    public long SeenThrough { get; private set; }

    /// <summary>Takes a connection in. It must have been served through <see cref="SeenThrough"/> or further.</summary>
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

    /// <summary>Lets a connection go on by itself.</summary>
    public void Release(StreamConnection connection) => Release(connection.Slot, ValueTask.FromResult(true));

    /// <summary>Lets all of them go on by themselves.</summary>
    public void ReleaseAll() => ReleaseWhere(static (in Entry _) => true);

    /// <summary>Lets those go on by themselves to whom a heartbeat is due.</summary>
    public void ReleaseSilent()
    {
        var now = _time.GetTimestamp();
        ReleaseWhere((in Entry entry) =>
            _time.GetElapsedTime(Math.Max(entry.LastEventAt, entry.Next == _newest?.Ordinal + 1 ? _sentAt : 0), now) >= _heartbeat
            || _time.GetElapsedTime(entry.LastHeartbeatAt, now) >= 1.5 * _heartbeat);
    }

    /// <summary>Writes to all of them what is new as of <paramref name="head"/>.</summary>
    public void Deliver(LogHead head)
    {
        // The order among channels is each stream's own affair.
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
            // Whoever came here with more than the others had is sent nothing twice.
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
            var isThere = SocketSend.TrySend(entry.Socket, entry.Handle, bytes.Span, out var sent);
            entry.Next = end;
            delivery.Writes++;
            if (++written % WritesPerLook == 0)
                _metrics.Written(_time.GetElapsedTime(newest.PublishedAt), WritesPerLook);
            if (sent == bytes.Length)
            {
                i++;
                continue;
            }
            entry.Connection.AdvanceTo(newest, _time.GetTimestamp());
            Release(i, isThere ? entry.Connection.Socket!.SendAsync(bytes[sent..]) : ValueTask.FromResult(false));
        }
        (_newest, _sentAt) = (newest, _time.GetTimestamp());
        _metrics.Written(_time.GetElapsedTime(newest.PublishedAt, _sentAt), written % WritesPerLook);
        foreach (var delivery in _deliveries)
            delivery.Complete(_metrics, _due.Count);
    }

    // Whoever got a group from its beginning, and nothing in between, gets the rest of it as such.
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

    /// <summary>What all of one form are sent at once.</summary>
    private sealed class Delivery(WireForm form, GzipGroups? groups)
    {
        private ReadOnlyMemory<byte> _bytes;
        private int _body;
        private int _saved;

        public int Writes { get; set; }

        /// <summary>All of them; empty where an event's group is not known any more.</summary>
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

/// <summary>How a stream's bytes are framed on its socket.</summary>
internal enum WireForm : byte
{
    /// <summary>As they are, for HTTP/1.0.</summary>
    Plain,

    /// <summary>In chunks.</summary>
    PlainChunk,

    /// <summary>Compressed, for HTTP/1.0.</summary>
    Gzip,

    /// <summary>Compressed, in chunks.</summary>
    GzipChunk,
}
