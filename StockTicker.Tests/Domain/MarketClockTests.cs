using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

public sealed class MarketClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void When_the_systems_clock_is_set_back_the_markets_goes_on_from_where_it_was()
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
    public void However_many_threads_ask_a_clock_that_was_set_back_it_is_put_right_once()
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
