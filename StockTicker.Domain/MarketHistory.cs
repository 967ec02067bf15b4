using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>Keeps the newest trades and candles of every instrument since the start, as an observer of the hub.</summary>
/// <remarks>
/// Safe for one writer and any number of readers. A reader waits for the writer at most while it records one trade of the same
/// instrument. Up to <see cref="Limit"/> trades, and as many candles of each interval, are kept for an instrument; memory grows
/// as they arrive. A trade takes 32 bytes and a candle 56, and the total stays close to 200 MB or below.
/// </remarks>
public sealed class MarketHistory : IObserver<QuoteBatch>
{
    // Replaced as instruments are listed.
    private volatile InstrumentHistory[] _histories;
    private InstrumentCatalog _instruments;

    /// <summary>Initializes a history with the trades of the opening.</summary>
    public MarketHistory(InstrumentCatalog instruments, MarketMove opening)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(opening);
        _instruments = instruments;
        Limit = Math.Clamp(1_000_000 / Math.Max(instruments.Count, 1), 100, 1000);
        _histories = [.. instruments.Select(i => new InstrumentHistory(i, Limit))];
        Add(opening.Trades);
    }

    /// <summary>The number of trades, and of candles of each interval, kept for an instrument: 100 to 1000.</summary>
    public int Limit { get; }

    /// <summary>Gets the newest trades of an instrument, newest first.</summary>
    /// <param name="limit">The maximum number of trades, at least 1. No more than <see cref="Limit"/> are returned.</param>
    public ImmutableArray<Trade> Trades(Instrument instrument, int limit)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Of(instrument)?.Trades(limit) ?? [];
    }

    /// <summary>Gets the newest candles of an instrument, oldest first. The last candle may still change.</summary>
    /// <param name="interval">The length of a candle.</param>
    /// <param name="limit">The maximum number of candles, at least 1. No more than <see cref="Limit"/> are returned.</param>
    /// <remarks>
    /// Candles are aligned to multiples of their interval in Unix time. An interval without trades has no candle.
    /// </remarks>
    public ImmutableArray<Candle> Candles(Instrument instrument, CandleInterval interval, int limit)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!Enum.IsDefined(interval))
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "The interval is not defined.");
        return Of(instrument)?.Candles(interval, limit) ?? [];
    }

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!ReferenceEquals(value.Book.Instruments, _instruments) && value.Book.Instruments.Count >= _histories.Length)
            Follow(value.Book.Instruments);
        if (value.Move.BeginsSession)
            Array.ForEach(_histories, history => history.Clear());
        Add(value.Trades);
        foreach (ref readonly var bar in value.Move.Bars.AsSpan())
            _histories[bar.Instrument.Index].Add(bar.Prices);
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <summary>Writes the trades and candles of all instruments, for <see cref="Load"/> of a history of the same instruments.</summary>
    public void Save(BinaryWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var history in _histories)
            history.Save(output);
    }

    /// <summary>Replaces all trades and candles by those that were saved.</summary>
    /// <exception cref="IOException">The data is incomplete, or of another market.</exception>
    public void Load(BinaryReader input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (var history in _histories)
            history.Load(input);
    }

    private void Follow(InstrumentCatalog instruments)
    {
        _instruments = instruments;
        for (var i = 0; i < _histories.Length; i++)
            _histories[i].Continue(instruments[i]);
        if (instruments.Count > _histories.Length)
            _histories = [.. _histories, .. instruments.Skip(_histories.Length).Select(i => new InstrumentHistory(i, Limit))];
    }

    // An instrument is in the book before its first trades are recorded.
    private InstrumentHistory? Of(Instrument instrument)
    {
        var histories = _histories;
        return instrument.Index < histories.Length ? histories[instrument.Index] : null;
    }

    private void Add(ImmutableArray<Trade> trades)
    {
        foreach (ref readonly var trade in trades.AsSpan())
            _histories[trade.Instrument.Index].Add(trade);
    }
}
