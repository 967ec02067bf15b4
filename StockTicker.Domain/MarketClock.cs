namespace StockTicker.Domain;

/// <summary>The source of the market's time.</summary>
public enum MarketClockKind
{
    /// <summary>The system clock.</summary>
    System,

    /// <summary>Only <c>POST /market/step</c> advances the time.</summary>
    Manual,
}

/// <summary>
/// The market's time and update interval. It is a separate type because heartbeats, limits and tokens always use real time.
/// The domain never reads the time from it: each move receives its time as an argument.
/// </summary>
public sealed class MarketClock : TimeProvider
{
    private readonly TimeProvider _system;
    private long _now;
    // The lead of the market's time over a system clock that was set back.
    private long _ahead;

    private MarketClock(TimeProvider system, MarketClockKind kind, DateTimeOffset start, TimeSpan updateInterval)
    {
        _system = system;
        Kind = kind;
        _now = start.UtcTicks;
        UpdateInterval = updateInterval;
    }

    /// <summary>The source of the time.</summary>
    public MarketClockKind Kind { get; }

    /// <summary>Whether the time changes only by <see cref="AdvanceTo"/>.</summary>
    public bool IsManual => Kind == MarketClockKind.Manual;

    /// <summary>The time between two batches.</summary>
    public TimeSpan UpdateInterval { get; }

    /// <summary>Creates a clock that follows <paramref name="system"/>.</summary>
    public static MarketClock Following(TimeProvider system, TimeSpan updateInterval) =>
        new(system, MarketClockKind.System, default, updateInterval);

    /// <summary>Creates a manual clock that is set to <paramref name="start"/>.</summary>
    public static MarketClock StandingAt(DateTimeOffset start, TimeSpan updateInterval) =>
        new(System, MarketClockKind.Manual, start, updateInterval);

    /// <inheritdoc/>
    /// <remarks>
    /// When the system clock is set back, the market's time continues from its latest value, so it never decreases.
    /// </remarks>
    public override DateTimeOffset GetUtcNow() => new(IsManual ? Volatile.Read(ref _now) : Forward(), TimeSpan.Zero);

    private long Forward()
    {
        var ahead = Volatile.Read(ref _ahead);
        var now = _system.GetUtcNow().UtcTicks + ahead;
        var last = Volatile.Read(ref _now);
        if (now < last)
        {
            // A difference of less than a second comes from concurrent calls, not from a changed clock.
            if (last - now >= TimeSpan.TicksPerSecond)
                Interlocked.CompareExchange(ref _ahead, ahead + last - now, ahead);
            return last;
        }
        Volatile.Write(ref _now, now);
        return now;
    }

    /// <summary>Advances a manual clock.</summary>
    /// <exception cref="InvalidOperationException">The clock follows the system clock.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is earlier than the current time.</exception>
    public void AdvanceTo(DateTimeOffset time)
    {
        if (!IsManual)
            throw new InvalidOperationException("Only a manual clock can be advanced.");
        ArgumentOutOfRangeException.ThrowIfLessThan(time, GetUtcNow());
        Volatile.Write(ref _now, time.UtcTicks);
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _system.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() => _system.GetTimestamp();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The clock is manual, so the timer would never fire.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        IsManual
            ? throw new InvalidOperationException("A manual clock has no timers.")
            : _system.CreateTimer(callback, state, dueTime, period);
}
