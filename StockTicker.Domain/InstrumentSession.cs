namespace StockTicker.Domain;

/// <summary>
/// The session of one instrument as a source reports it: trades, bars, and quotes. What the source does not say stays unknown. Prices are
/// rounded to the decimals of the tick size. Not thread-safe.
/// </summary>
/// <remarks>
/// A session is a day in UTC. The first trade or bar of a later day begins a new session, with the last price as the previous close. What
/// comes late, from an earlier day, belongs to the current session.
/// </remarks>
public sealed class InstrumentSession
{
    private decimal? _price;
    private decimal? _bid;
    private decimal? _ask;
    private decimal? _bidSize;
    private decimal? _askSize;
    private decimal? _open;
    private decimal? _high;
    private decimal? _low;
    private decimal _volume;
    private decimal _pricedVolume;

    // Null if it is not known: the sum is too large, or there are bars.
    private decimal? _notional = 0;
    private DateTimeOffset _time;

    // The day of the session; null before its first trade or bar.
    private DateTime? _day;

    /// <summary>Initializes a session without trades.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="time">The time at which it was listed.</param>
    public InstrumentSession(Instrument instrument, DateTimeOffset time) => (Instrument, _time) = (instrument, time);

    /// <summary>The instrument.</summary>
    public Instrument Instrument { get; private set; }

    /// <summary>The current quote.</summary>
    public Quote Quote => new()
    {
        Instrument = Instrument,
        Price = Rounded(_price),
        Bid = Rounded(_bid),
        Ask = Rounded(_ask),
        BidSize = _bidSize,
        AskSize = _askSize,
        Open = Rounded(_open),
        High = Rounded(_high),
        Low = Rounded(_low),
        Volume = _volume,
        Vwap = _pricedVolume > 0 ? Rounded(_notional / _pricedVolume) : null,
        Time = _time,
    };

    /// <summary>The largest price so far, regardless of its sign.</summary>
    internal decimal LargestPrice => new[] { _high, _low, _bid, _ask, Instrument.PreviousClose }.Max(price => Math.Abs(price ?? 0));

    /// <summary>Begins anew, without a price.</summary>
    /// <param name="previousClose">The previous close that the source's list has, or null if it is not known.</param>
    public void Clear(decimal? previousClose)
    {
        _price = _bid = _ask = _bidSize = _askSize = null;
        BeginSession(null, previousClose);
    }

    /// <summary>Replaces the instrument by one that differs in its description.</summary>
    public void Describe(Instrument instrument) => Instrument = instrument;

    /// <summary>Adds a trade and returns it as it is published.</summary>
    /// <param name="time">The time of the trade.</param>
    /// <param name="price">The price.</param>
    /// <param name="size">The size, or null if it is not known.</param>
    public Trade Trade(DateTimeOffset time, decimal price, decimal? size)
    {
        price = Rounded(price);
        FollowDay(time);
        Add(time, price, price, price, price, size ?? 0);
        try
        {
            _notional += price * size ?? 0;
            _pricedVolume += size ?? 0;
        }
        catch (OverflowException)
        {
            _notional = null;
        }
        return new Trade(Instrument, time, price, size ?? 0);
    }

    /// <summary>Adds a bar and returns it as it is published. The average price of its trades is not known.</summary>
    public Bar Bar(in Candle prices)
    {
        var bar = prices with
        {
            Open = Rounded(prices.Open),
            High = Rounded(prices.High),
            Low = Rounded(prices.Low),
            Close = Rounded(prices.Close),
        };
        FollowDay(bar.Time);
        Add(bar.Time, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume);
        _notional = null;
        return new Bar(Instrument, bar);
    }

    /// <summary>Sets bid and ask, each null if it is not known.</summary>
    public void Set(DateTimeOffset time, decimal? bid, decimal? bidSize, decimal? ask, decimal? askSize) =>
        (_time, _bid, _bidSize, _ask, _askSize) = (time, bid, bidSize, ask, askSize);

    private void FollowDay(DateTimeOffset time)
    {
        var day = time.UtcDateTime.Date;
        if (_day is null)
            _day = day;
        else if (day > _day)
            BeginSession(day, Rounded(_price));
    }

    private void BeginSession(DateTime? day, decimal? previousClose)
    {
        _day = day;
        _open = _high = _low = null;
        (_volume, _pricedVolume, _notional) = (0, 0, 0);
        if (Instrument.PreviousClose != previousClose)
            Describe(Instrument with { PreviousClose = previousClose });
    }

    private void Add(DateTimeOffset time, decimal open, decimal high, decimal low, decimal close, decimal volume)
    {
        _open ??= open;
        _high = _high > high ? _high : high;
        _low = _low < low ? _low : low;
        (_price, _time) = (close, time);
        _volume += volume;
    }

    private decimal Rounded(decimal price) => TickSize.RoundToDecimals(price, Instrument.TickSize);

    private decimal? Rounded(decimal? price) => price is { } known ? Rounded(known) : null;
}
