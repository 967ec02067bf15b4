using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

public sealed class MarketClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_market_clock_continues_when_the_system_clock_is_set_back()
    {
        var system = new SettableTime { Now = Noon };
        var clock = MarketClock.Following(system, TimeSpan.FromSeconds(1));
        Assert.Equal(Noon, clock.GetUtcNow());

        system.Now = Noon.AddHours(-1);
        Assert.Equal(Noon, clock.GetUtcNow());
        system.Now += TimeSpan.FromSeconds(5);
        Assert.Equal(Noon.AddSeconds(5), clock.GetUtcNow());
    }

    [Fact]
    public void A_clock_set_back_is_corrected_once_for_all_threads()
    {
        var system = new SettableTime { Now = Noon };
        var clock = MarketClock.Following(system, TimeSpan.FromSeconds(1));
        for (var hour = 1; hour <= 200; hour++)
        {
            var before = clock.GetUtcNow();
            system.Now -= TimeSpan.FromHours(1);
            Parallel.For(0, 8, _ => clock.GetUtcNow());
            Assert.Equal(before, clock.GetUtcNow());
        }
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
