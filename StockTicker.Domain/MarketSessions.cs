using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace StockTicker.Domain;

/// <summary>
/// The sessions of all instruments of a source that reports trades and quotes one by one. It gathers what has happened and makes moves of
/// it. Instruments that are not in the source's list are listed as they appear, up to a limit. Not thread-safe.
/// </summary>
public sealed class MarketSessions
{
    // As most prices are written. An instrument whose prices have more decimals gets them as they appear.
    private const int MinDecimals = 2;

    private readonly int _maxInstruments;
    private readonly List<InstrumentSession> _sessions = [];
    private readonly Dictionary<string, InstrumentSession> _bySymbol = new(Symbol.Comparer);
    private readonly Dictionary<string, InstrumentSession>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly InstrumentCatalog _listed;
    private readonly SortedSet<int> _changed = [];
    private readonly ImmutableArray<Trade>.Builder _trades = ImmutableArray.CreateBuilder<Trade>();
    private readonly ImmutableArray<Bar>.Builder _bars = ImmutableArray.CreateBuilder<Bar>();
    private bool _beginsSession;

    /// <summary>Initializes sessions without trades.</summary>
    /// <param name="listed">The instruments that are known in advance.</param>
    /// <param name="time">The current time.</param>
    /// <param name="maxInstruments">The maximum number of instruments.</param>
    public MarketSessions(InstrumentCatalog listed, DateTimeOffset time, int maxInstruments)
    {
        ArgumentNullException.ThrowIfNull(listed);
        _maxInstruments = maxInstruments;
        _listed = listed;
        _byText = _bySymbol.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var instrument in listed)
            Add(new InstrumentSession(instrument, time));
    }

    /// <summary>The number of instruments.</summary>
    public int Count => _sessions.Count;

    /// <summary>Whether anything has happened since the last move.</summary>
    public bool HasChanged => _changed.Count > 0 || _beginsSession;

    /// <summary>The quotes of all instruments.</summary>
    public ImmutableArray<Quote> Quotes => [.. _sessions.Select(session => session.Quote)];

    /// <summary>Finds the session of a symbol in any case, and lists the instrument if it is new.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="time">The time of its first trade or quote.</param>
    /// <param name="session">The session.</param>
    /// <param name="error">Why there is none.</param>
    public bool TryGet(ReadOnlySpan<char> symbol, DateTimeOffset time, [NotNullWhen(true)] out InstrumentSession? session, out string error)
    {
        error = "";
        if (_byText.TryGetValue(symbol, out session))
            return true;
        if (!Symbol.TryParse(symbol.ToString(), out var parsed))
        {
            error = "the symbol is not valid";
            return false;
        }
        if (_sessions.Count >= _maxInstruments)
        {
            error = $"the maximum of {_maxInstruments} instruments has been reached";
            return false;
        }
        var instrument = new Instrument
        {
            Index = _sessions.Count,
            Symbol = parsed,
            Name = parsed.Value,
            TickSize = new decimal(1, 0, 0, false, MinDecimals),
        };
        session = new InstrumentSession(instrument, time);
        Add(session);
        // The next move lists it, even if it has not traded by then, because others may be listed after it.
        _changed.Add(instrument.Index);
        return true;
    }

    /// <summary>Gets whether a price is small enough to be published with the decimals of the instrument.</summary>
    public static bool Accepts(InstrumentSession session, decimal price)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Math.Abs(price) <= TickSize.MaxPrice(session.Instrument.TickSize);
    }

    /// <summary>Adds a trade, whose price must be accepted.</summary>
    public void Trade(InstrumentSession session, DateTimeOffset time, decimal price, decimal? size)
    {
        ArgumentNullException.ThrowIfNull(session);
        Fit(session, price);
        _trades.Add(session.Trade(time, price, size));
        _changed.Add(session.Instrument.Index);
    }

    /// <summary>Adds a bar, whose prices must be accepted.</summary>
    public void Bar(InstrumentSession session, in Candle prices)
    {
        ArgumentNullException.ThrowIfNull(session);
        Fit(session, prices.Open);
        Fit(session, prices.High);
        Fit(session, prices.Low);
        Fit(session, prices.Close);
        _bars.Add(session.Bar(prices));
        _changed.Add(session.Instrument.Index);
    }

    /// <summary>Sets bid and ask, each null if it is not known. They must be accepted.</summary>
    public void Set(InstrumentSession session, DateTimeOffset time, decimal? bid, decimal? bidSize, decimal? ask, decimal? askSize)
    {
        ArgumentNullException.ThrowIfNull(session);
        Fit(session, bid ?? 0);
        Fit(session, ask ?? 0);
        session.Set(time, bid, bidSize, ask, askSize);
        _changed.Add(session.Instrument.Index);
    }

    /// <summary>Begins all sessions anew, without prices.</summary>
    public void Clear()
    {
        _beginsSession = true;
        _trades.Clear();
        _bars.Clear();
        foreach (var session in _sessions)
        {
            var index = session.Instrument.Index;
            session.Clear(index < _listed.Count ? _listed[index].PreviousClose : null);
            _changed.Add(session.Instrument.Index);
        }
    }

    /// <summary>Makes a move of what has happened since the last one; null if nothing has.</summary>
    /// <param name="time">The time of the move.</param>
    public MarketMove? Take(DateTimeOffset time)
    {
        if (!HasChanged)
            return null;
        var quotes = ImmutableArray.CreateBuilder<Quote>(_changed.Count);
        foreach (var index in _changed)
            quotes.Add(_sessions[index].Quote);
        var move = new MarketMove(time, quotes.MoveToImmutable(), _trades.ToImmutable()) { Bars = _bars.ToImmutable(), BeginsSession = _beginsSession };
        _changed.Clear();
        _trades.Clear();
        _bars.Clear();
        _beginsSession = false;
        return move;
    }

    private void Add(InstrumentSession session)
    {
        _sessions.Add(session);
        _bySymbol.Add(session.Instrument.Symbol.Value, session);
    }

    // The tick size of an instrument that is not in the list follows from its prices.
    private void Fit(InstrumentSession session, decimal price)
    {
        var instrument = session.Instrument;
        if (instrument.Index < _listed.Count || price.Scale <= instrument.TickSize.Scale)
            return;
        var decimals = Math.Min((int)(price / 1.0000000000000000000000000000m).Scale, TickSize.MaxDecimals);
        var tickSize = new decimal(1, 0, 0, false, (byte)decimals);
        // With more decimals, large prices no longer fit.
        if (decimals > instrument.TickSize.Scale && Math.Max(Math.Abs(price), session.LargestPrice) <= TickSize.MaxPrice(tickSize))
        {
            var previousClose = instrument.PreviousClose is { } close ? TickSize.RoundToDecimals(close, tickSize) : (decimal?)null;
            session.Describe(instrument with { TickSize = tickSize, PreviousClose = previousClose });
        }
    }
}
