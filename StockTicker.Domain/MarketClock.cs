namespace StockTicker.Domain;

/// <summary>What moves the market's time.</summary>
public enum MarketClockKind
{
    /// <summary>The system's clock.</summary>
    System,

    /// <summary>Nothing but <c>POST /market/step</c>.</summary>
    Manual,
}

/// <summary>
/// The market's time and its beat. It is a type of its own because heartbeats, limits and tokens follow real time whatever the market
/// does. Nothing in this project asks it for the time: moves are told theirs.
/// </summary>
public sealed class MarketClock : TimeProvider
{
    private readonly TimeProvider _system;
    private long _now;
    // How far the market's time is ahead of a system's clock that was set back.
    private long _ahead;

    private MarketClock(TimeProvider system, MarketClockKind kind, DateTimeOffset start, TimeSpan updateInterval)
    {
        _system = system;
        Kind = kind;
        _now = start.UtcTicks;
        UpdateInterval = updateInterval;
    }

    /// <summary>What moves it.</summary>
    public MarketClockKind Kind { get; }

    /// <summary>Whether it stands still until it is advanced.</summary>
    public bool IsManual => Kind == MarketClockKind.Manual;

    /// <summary>The time between two batches.</summary>
    public TimeSpan UpdateInterval { get; }

    /// <summary>A clock that goes with <paramref name="system"/>.</summary>
    public static MarketClock Following(TimeProvider system, TimeSpan updateInterval) =>
        new(system, MarketClockKind.System, default, updateInterval);

    /// <summary>A clock that stands at <paramref name="start"/>.</summary>
    public static MarketClock StandingAt(DateTimeOffset start, TimeSpan updateInterval) =>
        new(System, MarketClockKind.Manual, start, updateInterval);

    /// <inheritdoc/>
    /// <remarks>
    /// Where the system's clock is set back, the market's goes on from where it was: prices have no moment twice, and nobody waits for
    /// one that has passed.
    /// </remarks>
    public override DateTimeOffset GetUtcNow() => new(IsManual ? Volatile.Read(ref _now) : Forward(), TimeSpan.Zero);

    private long Forward()
    {
        var ahead = Volatile.Read(ref _ahead);
        var now = _system.GetUtcNow().UtcTicks + ahead;
        var last = Volatile.Read(ref _now);
        if (now < last)
        {
            // Less than a second is two threads that asked at once.
            if (last - now >= TimeSpan.TicksPerSecond)
                Interlocked.CompareExchange(ref _ahead, ahead + last - now, ahead);
            return last;
        }
        Volatile.Write(ref _now, now);
        return now;
    }

    /// <summary>Moves a manual clock forward.</summary>
    /// <exception cref="InvalidOperationException">The clock is the system's.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> has passed.</exception>
    public void AdvanceTo(DateTimeOffset time)
    {
        if (!IsManual)
            throw new InvalidOperationException("The system's clock moves by itself.");
        ArgumentOutOfRangeException.ThrowIfLessThan(time, GetUtcNow());
        Volatile.Write(ref _now, time.UtcTicks);
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _system.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() => _system.GetTimestamp();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The clock is manual: nothing would make the timer fire.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        IsManual
            ? throw new InvalidOperationException("A manual clock has no timers.")
            : _system.CreateTimer(callback, state, dueTime, period);
}
