namespace StockTicker.Domain;

/// <summary>What the trades of a session add up to, prices in ticks.</summary>
internal struct SessionTotals
{
    // Exact: 64 bits would not hold a long session's sum of price times size.
    private UInt128 _notional;

    /// <summary>Price of the first trade.</summary>
    public long Open { get; private set; }

    /// <summary>Highest price.</summary>
    public long High { get; private set; }

    /// <summary>Lowest price.</summary>
    public long Low { get; private set; }

    /// <summary>Price of the newest trade.</summary>
    public long Last { get; private set; }

    /// <summary>Shares traded.</summary>
    public long Volume { get; private set; }

    /// <summary>Volume-weighted average price, Σ price × size / Σ size, to the nearest tick, halves up.</summary>
    public readonly long Vwap => (long)((_notional + (UInt128)(Volume / 2)) / (UInt128)Volume);

    /// <summary>Counts a trade in.</summary>
    public void Add(long price, int size)
    {
        if (Volume == 0)
            Open = High = Low = price;
        High = Math.Max(High, price);
        Low = Math.Min(Low, price);
        Last = price;
        Volume += size;
        _notional += (UInt128)price * (UInt128)size;
    }
}
