using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

public sealed class MarketClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly SettableTime _system = new() { Now = Noon };
    private readonly MarketClock _clock;

    public MarketClockTests() => _clock = MarketClock.Following(_system, TimeSpan.FromSeconds(1));

    [Fact]
    public void A_system_clock_that_is_wrong_for_a_moment_does_not_change_the_market_time()
    {
        _system.Now += TimeSpan.FromDays(1);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Noon.AddSeconds(i), _clock.GetUtcNow());
            _system.Elapse(TimeSpan.FromSeconds(1));
        }

        _system.Now -= TimeSpan.FromDays(1);
        Assert.Equal(_system.Now, _clock.GetUtcNow());
        _system.Elapse(TimeSpan.FromHours(1));
        Assert.Equal(_system.Now, _clock.GetUtcNow());
    }

    [Fact]
    public void The_market_time_follows_a_system_clock_that_was_set_ahead_within_a_minute()
    {
        _system.Now += TimeSpan.FromDays(1);
        Assert.Equal(Noon, _clock.GetUtcNow());
        _system.Elapse(TimeSpan.FromSeconds(59));

        Assert.Equal(_system.Now, _clock.GetUtcNow());
        _system.Elapse(TimeSpan.FromSeconds(1));
        Assert.Equal(_system.Now, _clock.GetUtcNow());
    }

    [Fact]
    public void The_market_time_continues_when_the_system_clock_is_set_back()
    {
        _system.Now -= TimeSpan.FromHours(1);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(Noon.AddSeconds(i), _clock.GetUtcNow());
            _system.Elapse(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Small_corrections_of_the_system_clock_are_followed_but_never_backwards()
    {
        var last = _clock.GetUtcNow();
        for (var i = 0; i < 100; i++)
        {
            _system.Now += TimeSpan.FromMilliseconds(i % 2 == 0 ? 300 : -300);
            Assert.InRange(_clock.GetUtcNow(), last, last.AddSeconds(1));
            last = _clock.GetUtcNow();
            _system.Elapse(TimeSpan.FromMilliseconds(100));
        }
        _system.Elapse(TimeSpan.FromMinutes(1));
        Assert.Equal(_system.Now, _clock.GetUtcNow());
    }

    [Fact]
    public void The_market_time_never_decreases_for_any_thread_while_the_system_clock_is_set_repeatedly()
    {
        Parallel.For(0, 8, thread =>
        {
            var last = _clock.GetUtcNow();
            for (var i = 0; i < 2000; i++)
            {
                if (thread == 0)
                {
                    _system.Now += TimeSpan.FromMinutes(i % 3 == 0 ? 61 : -30);
                    _system.Elapse(TimeSpan.FromSeconds(7));
                }
                var now = _clock.GetUtcNow();
                Assert.True(now >= last, $"{now:O} came after {last:O}.");
                last = now;
            }
        });
    }

    /// <summary>A system clock that can be set, and whose timestamps are not affected by that.</summary>
    private sealed class SettableTime : TimeProvider
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _now;
        private long _timestamp;

        public DateTimeOffset Now
        {
            get
            {
                lock (_gate)
                    return _now;
            }
            set
            {
                lock (_gate)
                    _now = value;
            }
        }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Elapse(TimeSpan time)
        {
            lock (_gate)
            {
                _now += time;
                _timestamp += time.Ticks;
            }
        }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Interlocked.Read(ref _timestamp);
    }
}
