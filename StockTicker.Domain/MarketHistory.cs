using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>The trades and candles of this run, the newest of each, per instrument. An observer of the hub.</summary>
/// <remarks>
/// One writer, any number of readers: a reader waits for the writer no longer than one trade of the same instrument takes.
/// An instrument keeps up to <see cref="Limit"/> trades and as many candles of each interval, and room is taken as they come.
/// Full, that is 16 bytes a trade and 32 a candle, and never much more than 110 MB in all.
/// </remarks>
public sealed class MarketHistory : IObserver<QuoteBatch>
{
    private readonly InstrumentHistory[] _histories;

    /// <summary>A history that begins with the trades of the opening.</summary>
    public MarketHistory(InstrumentCatalog instruments, MarketMove opening)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(opening);
        Limit = Math.Clamp(1_000_000 / instruments.Count, 100, 1000);
        _histories = [.. instruments.Select(i => new InstrumentHistory(i, Limit))];
        Add(opening.Trades);
    }

    /// <summary>How many trades, and how many candles of each interval, are kept of an instrument: 100 to 1000.</summary>
    public int Limit { get; }

    /// <summary>The newest trades of an instrument, newest first.</summary>
    /// <param name="limit">How many at most, at least 1; there are never more than <see cref="Limit"/>.</param>
    public ImmutableArray<Trade> Trades(Instrument instrument, int limit)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _histories[instrument.Index].Trades(limit);
    }

    /// <summary>The newest candles of an instrument, oldest first, the last one still growing.</summary>
    /// <param name="interval">1 s, 5 s or 1 min: one of <see cref="CandleInterval"/>.</param>
    /// <param name="limit">How many at most, at least 1; there are never more than <see cref="Limit"/>.</param>
    /// <remarks>
    /// A candle begins at a whole multiple of its interval in Unix time. An interval without a trade has no candle.
    /// </remarks>
    public ImmutableArray<Candle> Candles(Instrument instrument, CandleInterval interval, int limit)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!Enum.IsDefined(interval))
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "There is no such interval.");
        return _histories[instrument.Index].Candles(interval, limit);
    }

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(value.Trades);
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    private void Add(ImmutableArray<Trade> trades)
    {
        foreach (ref readonly var trade in trades.AsSpan())
            _histories[trade.Instrument.Index].Add(trade);
    }
}
