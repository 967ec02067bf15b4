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
    // A larger difference between the system clock and the elapsed time means that the system clock was set.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    // How long the system clock must keep a new time before the market follows it.
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _system;
    private readonly Lock _setting = new();
    private volatile Reference _reference;
    private long _now;

    private MarketClock(TimeProvider system, MarketClockKind kind, DateTimeOffset start, TimeSpan updateInterval)
    {
        _system = system;
        Kind = kind;
        _now = start.UtcTicks;
        UpdateInterval = updateInterval;
        _reference = new Reference(system.GetUtcNow().UtcTicks, system.GetTimestamp(), Lead: 0, SetAt: null);
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
    /// The time never decreases. When the system clock is set, the market's time first continues as if it had not been, because a clock
    /// may be set wrongly for a moment. If the clock was set ahead and keeps that time for 30 seconds, the market follows it. If it was set
    /// back, the market's time continues from its latest value, and is ahead of the clock until a restart.
    /// </remarks>
    public override DateTimeOffset GetUtcNow() => new(IsManual ? Volatile.Read(ref _now) : Latest(Follow()), TimeSpan.Zero);

    private long Follow()
    {
        var reference = _reference;
        var (shown, expected) = Read(reference, _system.GetTimestamp());
        return reference.SetAt is null && Math.Abs(shown - expected) < Tolerance.Ticks ? shown : FollowSetClock();
    }

    private long FollowSetClock()
    {
        lock (_setting)
        {
            var reference = _reference;
            var timestamp = _system.GetTimestamp();
            var (shown, expected) = Read(reference, timestamp);
            if (Math.Abs(shown - expected) < Tolerance.Ticks)
            {
                _reference = reference with { SetAt = null };
                return shown;
            }
            var setAt = reference.SetAt ?? timestamp;
            var hasSettled = _system.GetElapsedTime(setAt, timestamp) >= SettlingTime;
            var time = hasSettled ? Math.Max(shown, expected) : expected;
            _reference = hasSettled
                ? new Reference(time, timestamp, reference.Lead + time - shown, SetAt: null)
                : reference with { SetAt = setAt };
            return time;
        }
    }

    // The time according to the system clock, and according to what has elapsed since the reference.
    private (long Shown, long Expected) Read(Reference reference, long timestamp) => (
        _system.GetUtcNow().UtcTicks + reference.Lead,
        reference.Time + _system.GetElapsedTime(reference.Timestamp, timestamp).Ticks);

    // Concurrent calls, and small corrections of the system clock, can return in another order than they read.
    private long Latest(long time)
    {
        for (var last = Volatile.Read(ref _now); time > last;)
        {
            if (Interlocked.CompareExchange(ref _now, time, last) is var found && found == last)
                return time;
            else
                last = found;
        }
        return Volatile.Read(ref _now);
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

    /// <summary>A time that the system clock showed, from which the elapsed time is measured.</summary>
    /// <param name="Time">The market's time, in ticks.</param>
    /// <param name="Timestamp">The timestamp at that time.</param>
    /// <param name="Lead">How far the market's time is ahead of the system clock, in ticks.</param>
    /// <param name="SetAt">The timestamp at which the system clock was found to have been set, if the market does not follow it yet.</param>
    private sealed record Reference(long Time, long Timestamp, long Lead, long? SetAt);
}
