using Microsoft.Extensions.Logging.Abstractions;
using StockTicker.Domain;
using StockTicker.Web.Market.Replay;

namespace StockTicker.Tests.Market;

public sealed class ReplayedMarketTests : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly MarketFolder _folder = new();
    private ReplayedMarket? _market;
    private StockBook? _book;
    private DateTimeOffset _time = Now;

    public void Dispose()
    {
        _market?.Dispose();
        _folder.Dispose();
    }

    // A trade each second, with the second as its price.
    private void Open(double speed = 1, int? from = null, int? to = null, bool loop = false)
    {
        var path = _folder.Write("A.csv", "time,price,size\n" + string.Concat(Enumerable.Range(0, 60).Select(second => $"{86400 + second},{second},1\n")));
        var bad = new BadLines(true, NullLogger.Instance);
        _market = new ReplayedMarket(
            time => ReplayFiles.Open(path, InstrumentCatalog.Empty, 10, time, bad),
            new ReplayPlan(speed, At(from), At(to), loop), bad, MarketClock.StandingAt(Now, TimeSpan.FromSeconds(1)));
        using var moves = _market.Open(Now).GetEnumerator();
        moves.MoveNext();
        _book = new StockBook(_market.Instruments, moves.Current);
        while (moves.MoveNext())
            _book.Apply(moves.Current);
    }

    private static DateTimeOffset? At(int? second) => second is { } known ? Start.AddSeconds(known) : null;

    // Advances the clock, and returns the prices that were published, in order.
    private List<decimal> Step(double seconds)
    {
        _time = _time.AddSeconds(seconds);
        var prices = new List<decimal>();
        while (_market!.Advance(_time) is { } move)
        {
            _book!.Apply(move);
            Assert.Equal(_time, move.Time);
            prices.AddRange(move.Trades.Select(trade => trade.Price));
        }
        return prices;
    }

    [Fact]
    public void The_position_follows_the_clock_times_the_speed()
    {
        Open(speed: 2);

        Assert.Equal([0m], Step(0));
        Assert.Equal([], Step(0.4));
        Assert.Equal([1m], Step(0.1));
        Assert.Equal([2m, 3m, 4m, 5m], Step(2));
        Assert.Equal(Start.AddSeconds(5), _book!.Snapshot.Quotes[0].Time);
        Assert.Equal(Start.AddSeconds(5), _market!.State!.Position);
    }

    [Fact]
    public void A_replay_pauses_goes_on_and_changes_its_speed()
    {
        Open();
        Step(1);

        _market!.Request(new ReplayRequest(Pause: true, null, null));
        Assert.Equal([2m], Step(1));
        Assert.Equal([], Step(100));
        Assert.True(_market.State!.IsPaused);
        _market.Request(new ReplayRequest(Pause: false, Speed: 10, null));
        Step(0);
        Assert.Equal([3m, 4m], Step(0.2));
    }

    [Fact]
    public void Seeking_in_either_direction_gives_the_quotes_of_that_time()
    {
        Open(from: 10, to: 50);
        Assert.Equal((9m, 9m, 0m, 10m), Summary());
        Assert.Equal([10m], Step(0));

        _market!.Request(new ReplayRequest(null, null, At(40)));
        Assert.Equal([40m], Step(0));
        Assert.Equal((40m, 40m, 0m, 41m), Summary());
        _market.Request(new ReplayRequest(null, null, At(20)));
        Assert.Equal([20m], Step(0));
        Assert.Equal((20m, 20m, 0m, 21m), Summary());
        Step(1000);
        Assert.Equal((50m, 50m, 0m, 51m), Summary());
        Assert.True(_market.State!.HasEnded);

        (decimal?, decimal?, decimal?, decimal) Summary()
        {
            var quote = _book!.Snapshot.Quotes[0];
            return (quote.Price, quote.High, quote.Low, quote.Volume);
        }
    }

    [Fact]
    public void A_loop_begins_the_session_anew()
    {
        Open(to: 2, loop: true);

        Assert.Equal([0m, 1m, 2m, 0m], Step(2));
        Assert.Equal(1m, _book!.Snapshot.Quotes[0].Volume);
    }

    [Fact]
    public void At_maximum_speed_each_step_has_one_move()
    {
        Open(speed: double.PositiveInfinity);

        Assert.Equal(60, Step(1).Count);
        Assert.Equal(59m, _book!.Snapshot.Quotes[0].Price);
    }
}
