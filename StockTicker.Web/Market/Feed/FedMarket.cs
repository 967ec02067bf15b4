using System.Threading.Channels;
using StockTicker.Domain;

namespace StockTicker.Web.Market.Feed;

/// <summary>
/// A market that others feed. What comes in within a few milliseconds is published together, so that a busy feed does not cost each client
/// an event for each trade. Safe for any number of writers.
/// </summary>
internal sealed class FedMarket : IMarketSource
{
    // With the time for parsing and the timer, this keeps publishing within 10 ms.
    private static readonly TimeSpan MinGap = TimeSpan.FromMilliseconds(5);

    // Clocks differ a little.
    private static readonly TimeSpan MaxLead = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly MarketSessions _sessions;
    private readonly MarketClock _clock;
    private readonly Channel<bool> _received = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private DateTimeOffset _movedAt = DateTimeOffset.MinValue;

    /// <summary>Initializes a market without trades.</summary>
    /// <param name="listed">The instruments that are known in advance.</param>
    /// <param name="maxInstruments">The maximum number of instruments.</param>
    /// <param name="clock">The market's clock.</param>
    public FedMarket(InstrumentCatalog listed, int maxInstruments, MarketClock clock)
    {
        (Instruments, _clock) = (listed, clock);
        _sessions = new MarketSessions(listed, clock.GetUtcNow(), maxInstruments);
    }

    /// <inheritdoc/>
    public InstrumentCatalog Instruments { get; }

    /// <inheritdoc/>
    public bool IsSteady => false;

    /// <inheritdoc/>
    public MarketOrigin Origin { get; } = new("Prices as they were fed to this server.");

    /// <inheritdoc/>
    public IEnumerable<MarketMove> Open(DateTimeOffset time)
    {
        lock (_gate)
            return [new MarketMove(time, [.. Instruments.Select(instrument => Quote.Unquoted(instrument, time))], [])];
    }

    /// <summary>Adds what a line of a feed says. It is published with the next move; see <see cref="Publish"/>.</summary>
    /// <param name="line">The line.</param>
    /// <param name="error">Why it can't be used, or null.</param>
    public bool TryAdd(scoped in FeedLine line, out string? error)
    {
        error = null;
        var now = _clock.GetUtcNow();
        var time = line.Time ?? now;
        if (time > now + MaxLead)
        {
            error = "the time is in the future";
            return false;
        }
        lock (_gate)
        {
            if (!_sessions.TryGet(line.Symbol, time, out var session, out error))
                return false;
            error = null;
            if (!MarketSessions.Accepts(session, line.Price ?? 0) || !MarketSessions.Accepts(session, line.Bid ?? 0)
                || !MarketSessions.Accepts(session, line.Ask ?? 0))
            {
                error = "a price is too large for the decimals of the instrument";
                return false;
            }
            if (line.Price is { } price)
                _sessions.Trade(session, time, price, line.Size);
            else
                _sessions.Set(session, time, line.Bid, line.BidSize, line.Ask, line.AskSize);
        }
        return true;
    }

    /// <summary>Publishes what has been added.</summary>
    public void Publish() => _received.Writer.TryWrite(true);

    /// <inheritdoc/>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        await _received.Reader.ReadAsync(cancellationToken);
        if (_movedAt + MinGap - _clock.GetUtcNow() is var left && left > TimeSpan.Zero && left <= MinGap)
            await Task.Delay(left, _clock, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public MarketMove? Advance(DateTimeOffset time)
    {
        lock (_gate)
        {
            _movedAt = time;
            return _sessions.Take(time);
        }
    }
}
