using System.Diagnostics.CodeAnalysis;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// A ring of the newest events, limited to <paramref name="capacity"/> events and <paramref name="maxBytes"/> bytes of frames. Safe for
/// one writer at a time and any number of readers without locks: a reader detects an overwritten event by its ordinal.
/// </summary>
internal sealed class EventRing<T>(int capacity, long maxBytes = long.MaxValue) where T : LogEvent
{
    private readonly T?[] _slots = new T?[capacity];
    private long _start;
    private long _end;
    private long _bytes;
    private long _droppedThrough;

    /// <summary>The ordinal of the next event.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>The ordinal of the oldest retained event, or <see cref="End"/> if there is none.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>
    /// The sequence of the newest dropped event, or 0 if none was dropped. A reader at or after this sequence has missed nothing.
    /// </summary>
    public long DroppedThrough => Volatile.Read(ref _droppedThrough);

    /// <summary>Adds the event with the ordinal <see cref="End"/>, and drops the oldest events if necessary.</summary>
    public void Append(T added)
    {
        _bytes += added.Frame.Plain.Body.Length;
        while (_end > _start && (_end - _start >= capacity || _bytes > maxBytes))
            DropOldest();
        Volatile.Write(ref _slots[added.Ordinal % capacity], added);
        Volatile.Write(ref _end, added.Ordinal + 1);
    }

    /// <summary>Gets the event with an ordinal, if it is retained.</summary>
    public bool TryGet(long ordinal, [NotNullWhen(true)] out T? found)
    {
        found = Volatile.Read(ref _slots[ordinal % capacity]);
        return found is not null && found.Ordinal == ordinal;
    }

    /// <summary>
    /// Gets the ordinal of the first retained event after <paramref name="sequence"/>, or <see cref="End"/> if there is none.
    /// </summary>
    public long FirstAfter(long sequence)
    {
        long low = Start, high = End;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            // An event that has been overwritten in the meantime is older than all retained events.
            if (!TryGet(middle, out var found) || found.Sequence <= sequence)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Drops all events, and begins after a sequence.</summary>
    public void Forget(long through)
    {
        while (_end > _start)
            DropOldest();
        Volatile.Write(ref _droppedThrough, through);
    }

    private void DropOldest()
    {
        ref var slot = ref _slots[_start % capacity];
        _bytes -= slot!.Frame.Plain.Body.Length;
        Volatile.Write(ref _droppedThrough, slot.Sequence);
        Volatile.Write(ref slot, null);
        Volatile.Write(ref _start, _start + 1);
    }
}
