using System.Globalization;

namespace StockTicker.Domain;

/// <summary>Simulates trading in one instrument: its efficient price, the order flow around it and the session totals.</summary>
internal sealed class InstrumentSimulation
{
    private readonly Instrument _instrument;
    private readonly decimal _tickSize;
    private readonly RandomVariates _variates;
    private readonly EfficientPrice _price;
    private readonly OrderFlow _flow;
    private SessionTotals _session;
    private double _lastTime;

    /// <summary>Initializes an instrument that has not opened yet.</summary>
    public InstrumentSimulation(
        Instrument instrument, PriceModelParameters parameters, RandomVariates variates, VolatileMotion market, VolatileMotion sector)
    {
        _instrument = instrument;
        _tickSize = instrument.TickSize;
        _variates = variates;
        var highest = TickSize.ToPrice(PriceModel.MaxTicks, _tickSize);
        if (instrument.PreviousClose is not { } previousClose || previousClose <= 0 || previousClose > highest
            || TickSize.Round(previousClose, _tickSize) != previousClose)
        {
            throw new ArgumentException(
                $"The previous close of {instrument} is {instrument.PreviousClose?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}; it must "
                    + $"be above 0, a multiple of {_tickSize} and at most {highest}.",
                nameof(instrument));
        }
        if (instrument.SharesOutstanding is not { } shares || shares < 1)
        {
            throw new ArgumentException(
                $"{instrument} has {instrument.SharesOutstanding?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number of"} shares; it must have "
                    + "at least 1.",
                nameof(instrument));
        }

        _price = new EfficientPrice(TickSize.ToTicks(previousClose, _tickSize), parameters, variates, market, sector);
        _flow = new OrderFlow(previousClose, shares, parameters, variates);
    }

    /// <summary>Makes the trade of the opening auction.</summary>
    /// <param name="now">The trading time, in years.</param>
    /// <param name="trades">Receives the trade.</param>
    public Quote Open(DateTimeOffset time, double now, List<Trade> trades)
    {
        var price = _price.Advance(Elapsed(now));
        return Deal(time, price, 1, _flow.MeanAuctionSize, trades);
    }

    /// <summary>Makes one or more trades.</summary>
    /// <param name="now">The trading time, in years.</param>
    /// <param name="trades">Receives the trades.</param>
    public Quote Trade(DateTimeOffset time, double now, List<Trade> trades)
    {
        var elapsed = Elapsed(now);
        var price = _price.Advance(elapsed);
        var count = _flow.Trades();
        return Deal(time, price, count, _flow.MeanSize(count, elapsed, _price.Activity), trades);
    }

    /// <summary>The logarithm of the variance of the instrument.</summary>
    public double LogVariance
    {
        get => _price.LogVariance;
        set => _price.LogVariance = value;
    }

    /// <summary>Continues from a quote of another process: its session, and its price in the middle of bid and ask.</summary>
    /// <param name="now">The trading time, in years.</param>
    public void Resume(Quote quote, double now)
    {
        _session = SessionTotals.Of(quote);
        // Simulated quotes have both.
        var middle = (quote.Bid + quote.Ask) / 2 ?? quote.Price!.Value;
        _price.Resume(Math.Max(1, (double)(middle / _tickSize)));
        _lastTime = now;
    }

    private double Elapsed(double now)
    {
        var elapsed = now - _lastTime;
        _lastTime = now;
        return elapsed;
    }

    private Quote Deal(DateTimeOffset time, double price, int count, double meanSize, List<Trade> trades)
    {
        var spread = _flow.Spread(price);
        var bid = Math.Max(1, (long)Math.Round(price - (spread / 2.0)));
        var ask = bid + spread;
        var (bidPrice, askPrice) = (TickSize.ToPrice(bid, _tickSize), TickSize.ToPrice(ask, _tickSize));

        for (var i = 0; i < count; i++)
        {
            var buyerTakesAsk = _variates.Uniform() < 0.5;
            var size = _flow.Size(meanSize);
            _session.Add(buyerTakesAsk ? ask : bid, size);
            trades.Add(new Trade(_instrument, time, buyerTakesAsk ? askPrice : bidPrice, size));
        }

        return new Quote
        {
            Instrument = _instrument,
            Price = _session.Last == ask ? askPrice : bidPrice,
            Bid = bidPrice,
            Ask = askPrice,
            BidSize = _flow.Depth(),
            AskSize = _flow.Depth(),
            Open = TickSize.ToPrice(_session.Open, _tickSize),
            High = TickSize.ToPrice(_session.High, _tickSize),
            Low = TickSize.ToPrice(_session.Low, _tickSize),
            Volume = _session.Volume,
            Vwap = TickSize.ToPrice(_session.Vwap, _tickSize),
            Time = time,
        };
    }
}
