using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>The newest trades and candles of an instrument, stored compactly. Safe for one writer and any number of readers.</summary>
internal sealed class InstrumentHistory
{
    private readonly Lock _lock = new();
    private Instrument _instrument;
    private decimal _unit;
    private readonly Ring<CompactTrade> _trades;
    private readonly Ring<CompactCandle>[] _candles;

    /// <summary>Initializes an empty history.</summary>
    /// <param name="limit">The number of trades, and of candles of each interval, to keep.</param>
    public InstrumentHistory(Instrument instrument, int limit)
    {
        _instrument = instrument;
        _unit = TickSize.Unit(instrument.TickSize);
        _trades = new Ring<CompactTrade>(limit);
        _candles = Array.ConvertAll(CandleIntervals.All, _ => new Ring<CompactCandle>(limit));
    }

    /// <summary>Records a trade.</summary>
    public void Add(in Trade trade)
    {
        var price = TickSize.ToTicks(trade.Price, _unit);
        var time = trade.Time.UtcTicks;
        lock (_lock)
        {
            _trades.Add(new CompactTrade(time, price, trade.Size));
            Add(new CompactCandle(time, price, trade.Size));
        }
    }

    /// <summary>Records a bar, in candles only.</summary>
    public void Add(in Candle bar)
    {
        var added = new CompactCandle(bar.Time.UtcTicks, TickSize.ToTicks(bar.Open, _unit), bar.Volume)
        {
            High = TickSize.ToTicks(bar.High, _unit),
            Low = TickSize.ToTicks(bar.Low, _unit),
            Close = TickSize.ToTicks(bar.Close, _unit),
        };
        lock (_lock)
            Add(added);
    }

    /// <summary>Continues with a changed instrument, whose tick size may be smaller but not larger.</summary>
    public void Continue(Instrument instrument)
    {
        if (ReferenceEquals(instrument, _instrument))
            return;
        lock (_lock)
        {
            var unit = TickSize.Unit(instrument.TickSize);
            var factor = (long)(_unit / unit);
            (_instrument, _unit) = (instrument, unit);
            if (factor <= 1)
                return;
            for (var age = 0; age < _trades.Count; age++)
                _trades[age] = _trades[age] with { Price = _trades[age].Price * factor };
            foreach (var candles in _candles)
            {
                for (var age = 0; age < candles.Count; age++)
                    candles[age].Scale(factor);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _trades.Clear();
            Array.ForEach(_candles, candles => candles.Clear());
        }
    }

    private void Add(in CompactCandle added)
    {
        for (var i = 0; i < _candles.Length; i++)
        {
            var candles = _candles[i];
            var start = added.Time - (added.Time % CandleIntervals.All[i].Length().Ticks);
            if (candles.Count > 0 && candles[0].Time >= start)
                candles[0].Add(added);
            else
                candles.Add(added with { Time = start });
        }
    }

    /// <summary>Gets the newest trades, newest first.</summary>
    public ImmutableArray<Trade> Trades(int limit)
    {
        lock (_lock)
        {
            var trades = ImmutableArray.CreateBuilder<Trade>(Math.Min(limit, _trades.Count));
            for (var age = 0; age < trades.Capacity; age++)
            {
                ref var trade = ref _trades[age];
                trades.Add(new Trade(_instrument, Time(trade.Time), Price(trade.Price), trade.Size));
            }
            return trades.MoveToImmutable();
        }
    }

    /// <summary>Gets the newest candles, oldest first.</summary>
    public ImmutableArray<Candle> Candles(CandleInterval interval, int limit)
    {
        var ring = _candles[(int)interval];
        lock (_lock)
        {
            var candles = ImmutableArray.CreateBuilder<Candle>(Math.Min(limit, ring.Count));
            for (var age = candles.Capacity - 1; age >= 0; age--)
            {
                ref var candle = ref ring[age];
                candles.Add(new Candle(
                    Time(candle.Time),
                    Price(candle.Open),
                    Price(candle.High),
                    Price(candle.Low),
                    Price(candle.Close),
                    candle.Volume));
            }
            return candles.MoveToImmutable();
        }
    }

    /// <summary>Writes everything that is retained.</summary>
    public void Save(BinaryWriter output)
    {
        lock (_lock)
        {
            _trades.Save(output);
            foreach (var candles in _candles)
                candles.Save(output);
        }
    }

    /// <summary>Replaces everything by what was saved.</summary>
    public void Load(BinaryReader input)
    {
        lock (_lock)
        {
            _trades.Load(input);
            foreach (var candles in _candles)
                candles.Load(input);
        }
    }

    private static DateTimeOffset Time(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    private decimal Price(long units) => TickSize.ToPrice(units, _unit);

    // Prices are in units of the last decimal, which take half the memory of a decimal.
    private readonly record struct CompactTrade(long Time, long Price, decimal Size);

    private struct CompactCandle(long time, long price, decimal volume)
    {
        public long Time = time;
        public long Open = price;
        public long High = price;
        public long Low = price;
        public long Close = price;
        public decimal Volume = volume;

        public void Add(in CompactCandle later)
        {
            High = Math.Max(High, later.High);
            Low = Math.Min(Low, later.Low);
            Close = later.Close;
            Volume += later.Volume;
        }

        public void Scale(long factor)
        {
            Open *= factor;
            High *= factor;
            Low *= factor;
            Close *= factor;
        }
    }
}
