using System.Diagnostics.CodeAnalysis;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// The newest events of one kind: at most <paramref name="capacity"/> of them and at most <paramref name="maxBytes"/> of frames.
/// One writer at a time, any number of readers without locks: an event knows its ordinal, so a reader that was overtaken sees that it was.
/// </summary>
internal sealed class EventRing<T>(int capacity, long maxBytes = long.MaxValue) where T : LogEvent
{
    private readonly T?[] _slots = new T?[capacity];
    private long _start;
    private long _end;
    private long _bytes;
    private long _droppedThrough;

    /// <summary>The ordinal that the next event will have.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>The ordinal of the oldest event that is kept; <see cref="End"/> when there is none.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>The sequence of the newest event that is not kept any more; 0 when all are. Whoever was served through it misses nothing.</summary>
    public long DroppedThrough => Volatile.Read(ref _droppedThrough);

    /// <summary>Adds the event with the ordinal <see cref="End"/>, in the place of the oldest where there is no room.</summary>
    public void Append(T added)
    {
        _bytes += added.Frame.Plain.Body.Length;
        while (_end > _start && (_end - _start >= capacity || _bytes > maxBytes))
            DropOldest();
        Volatile.Write(ref _slots[added.Ordinal % capacity], added);
        Volatile.Write(ref _end, added.Ordinal + 1);
    }

    /// <summary>The event with this ordinal, if it is kept.</summary>
    public bool TryGet(long ordinal, [NotNullWhen(true)] out T? found)
    {
        found = Volatile.Read(ref _slots[ordinal % capacity]);
        return found is not null && found.Ordinal == ordinal;
    }

    /// <summary>The ordinal of the first kept event after <paramref name="sequence"/>; <see cref="End"/> when there is none.</summary>
    public long FirstAfter(long sequence)
    {
        long low = Start, high = End;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            // One that was overwritten meanwhile was older than all that are kept.
            if (!TryGet(middle, out var found) || found.Sequence <= sequence)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
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
