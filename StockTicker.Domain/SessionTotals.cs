namespace StockTicker.Domain;

/// <summary>The totals of the trades of a session, with prices in ticks.</summary>
internal struct SessionTotals
{
    // 64 bits could overflow with the sum of price × size of a long session.
    private UInt128 _notional;

    /// <summary>The price of the first trade.</summary>
    public long Open { get; private set; }

    /// <summary>The highest price.</summary>
    public long High { get; private set; }

    /// <summary>The lowest price.</summary>
    public long Low { get; private set; }

    /// <summary>The price of the newest trade.</summary>
    public long Last { get; private set; }

    /// <summary>The number of shares traded.</summary>
    public long Volume { get; private set; }

    /// <summary>The volume-weighted average price, Σ price × size / Σ size, rounded half up to a whole tick.</summary>
    public readonly long Vwap => (long)((_notional + (UInt128)(Volume / 2)) / (UInt128)Volume);

    /// <summary>Gets the totals that a quote shows. Their VWAP is the rounded one of the quote.</summary>
    /// <exception cref="ArgumentException">A value is not known, which a simulated quote never lacks.</exception>
    public static SessionTotals Of(Quote quote)
    {
        var volume = (long)quote.Volume;
        return new SessionTotals
        {
            Open = Ticks(quote.Open),
            High = Ticks(quote.High),
            Low = Ticks(quote.Low),
            Last = Ticks(quote.Price),
            Volume = volume,
            _notional = (UInt128)Ticks(quote.Vwap) * (UInt128)volume,
        };

        long Ticks(decimal? price) => price is { } known
            ? TickSize.ToTicks(known, quote.Instrument.TickSize)
            : throw new ArgumentException($"The quote of {quote.Instrument} is not complete.", nameof(quote));
    }

    /// <summary>Adds a trade.</summary>
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
