using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>The trades and candles of this run, the newest of each, per instrument. An observer of the hub.</summary>
public sealed class MarketHistory : IObserver<QuoteBatch>
{
    /// <summary>The newest trades of an instrument, newest first.</summary>
    public ImmutableArray<Trade> Trades(Instrument instrument, int limit) => throw new NotSupportedException();

    /// <summary>The newest candles of an instrument, oldest first, the last one still growing.</summary>
    /// <param name="interval">1 s, 5 s or 1 min: one of <see cref="CandleInterval"/>.</param>
    public ImmutableArray<Candle> Candles(Instrument instrument, CandleInterval interval, int limit) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }
}
