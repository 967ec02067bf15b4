using System.Runtime.InteropServices;

namespace StockTicker.Domain;

/// <summary>A ring buffer of the newest items, up to a limit. Its memory grows with the number of items.</summary>
internal sealed class Ring<T>(int limit)
    where T : struct
{
    private const int SmallestCapacity = 16;

    private T[] _items = [];
    private int _next;

    /// <summary>The number of items.</summary>
    public int Count { get; private set; }

    /// <summary>Gets an item by age; 0 is the newest item.</summary>
    public ref T this[int age]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(age);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(age, Count);
            var index = _next - 1 - age;
            return ref _items[index < 0 ? index + _items.Length : index];
        }
    }

    /// <summary>Removes all items.</summary>
    public void Clear() => (_items, _next, Count) = ([], 0, 0);

    /// <summary>Adds an item. Once the limit is reached, it replaces the oldest item.</summary>
    public void Add(in T item)
    {
        // The ring does not wrap before it reaches the limit, so the items are in order and can be copied as they are.
        if (_next == _items.Length && _items.Length < limit)
            Array.Resize(ref _items, Math.Min(limit, Math.Max(SmallestCapacity, _items.Length * 2)));
        if (_next == _items.Length)
            _next = 0;
        _items[_next++] = item;
        Count = Math.Min(Count + 1, _items.Length);
    }

    /// <summary>Writes all items, oldest first, in the memory layout of this machine.</summary>
    public void Save(BinaryWriter output)
    {
        output.Write(Count);
        var oldest = _next - Count;
        if (oldest < 0)
            output.Write(MemoryMarshal.AsBytes(_items.AsSpan(oldest + _items.Length)));
        output.Write(MemoryMarshal.AsBytes(_items.AsSpan(Math.Max(0, oldest), _next - Math.Max(0, oldest))));
    }

    /// <summary>Replaces all items by those that were saved.</summary>
    /// <exception cref="InvalidDataException">There are more than fit.</exception>
    public void Load(BinaryReader input)
    {
        var count = input.ReadInt32();
        if (count < 0 || count > limit)
            throw new InvalidDataException($"{count} items are saved; at most {limit} fit.");
        _items = new T[Math.Min(limit, Math.Max(SmallestCapacity, count))];
        input.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_items.AsSpan(0, count)));
        (Count, _next) = (count, count);
    }
}
