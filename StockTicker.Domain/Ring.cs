namespace StockTicker.Domain;

/// <summary>The newest items of a series, up to a limit; it takes no more room than it needs.</summary>
internal sealed class Ring<T>(int limit)
    where T : struct
{
    private const int SmallestCapacity = 16;

    private T[] _items = [];
    private int _next;

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>An item by age: 0 is the newest.</summary>
    public ref T this[int age]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(age);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(age, Count);
            var place = _next - 1 - age;
            return ref _items[place < 0 ? place + _items.Length : place];
        }
    }

    /// <summary>Adds the newest item; beyond the limit the oldest one goes.</summary>
    public void Add(in T item)
    {
        // Below the limit the ring is full before it wraps, so the items stand in order and can be copied as they are.
        if (_next == _items.Length && _items.Length < limit)
            Array.Resize(ref _items, Math.Min(limit, Math.Max(SmallestCapacity, _items.Length * 2)));
        if (_next == _items.Length)
            _next = 0;
        _items[_next++] = item;
        Count = Math.Min(Count + 1, _items.Length);
    }
}
