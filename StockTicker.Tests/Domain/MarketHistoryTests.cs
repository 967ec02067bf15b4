using System.Collections.Immutable;
using CsCheck;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Domain;

public sealed class MarketHistoryTests
{
    private static readonly InstrumentCatalog Catalog = new([Catalogs.Instrument(0, 150.20m), Catalogs.Instrument(1, 0.5000m)]);

    private static readonly Gen<(int Instrument, int Milliseconds, int Ticks, int Size)> GenTrade = Gen.Select(
        Gen.Int[0, 1],
        Gen.OneOf(Gen.Const(0), Gen.Int[1, 400], Gen.Int[400, 90_000]),
        Gen.OneOf(Gen.Int[1, 20], Gen.Int[1, PriceModel.MaxTicks]),
        Gen.Int[1, 10_000_000]);

    [Fact]
    public void The_history_agrees_with_a_plain_list_of_all_trades() =>
        Gen.Select(GenTrade.Array[0, 60], Gen.Int[0, 20], Gen.Int[1, 70]).ForAll((drawn, opening, limit) =>
        {
            var trades = Trades(drawn);
            opening = Math.Min(opening, trades.Length);
            var history = new MarketHistory(Catalog, Catalogs.Trades(trades[..opening]));
            foreach (var batch in trades[opening..].Chunk(7))
                history.OnNext(Catalogs.Batch([.. batch]));

            foreach (var instrument in Catalog)
            {
                var own = trades.Where(t => t.Instrument == instrument).ToArray();
                Assert.Equal(own.Reverse().Take(limit), history.Trades(instrument, limit));
                foreach (var interval in Enum.GetValues<CandleInterval>())
                    Assert.Equal(Candles(own, interval).TakeLast(limit), history.Candles(instrument, interval, limit));
            }
        });

    [Fact]
    public void An_instrument_history_keeps_the_newest_trades_up_to_its_limit() =>
        Gen.Select(GenTrade.Array[0, 120], Gen.Int[1, 40]).ForAll((drawn, limit) =>
        {
            var trades = Trades(drawn).Where(t => t.Instrument.Index == 0).ToArray();
            var history = new InstrumentHistory(Catalog[0], limit);
            foreach (var trade in trades)
                history.Add(trade);

            Assert.Equal(trades.Reverse().Take(limit), history.Trades(int.MaxValue));
            foreach (var interval in Enum.GetValues<CandleInterval>())
                Assert.Equal(Candles(trades, interval).TakeLast(limit), history.Candles(interval, int.MaxValue));
        });

    [Fact]
    public void Prices_keep_the_decimals_of_the_tick_size()
    {
        var history = new MarketHistory(Catalog, Catalogs.Trades(new Trade(Catalog[1], Catalogs.Start, 0.5m, 1)));
        Assert.Equal(4, history.Trades(Catalog[1], 1)[0].Price.Scale);
        Assert.Equal(4, history.Candles(Catalog[1], CandleInterval.OneMinute, 1)[0].Close.Scale);
    }

    [Fact]
    public void Candles_start_at_whole_intervals_of_Unix_time_for_any_offset_and_century()
    {
        var time = new DateTimeOffset(1969, 12, 31, 23, 59, 58, 750, TimeSpan.FromHours(5.5));
        var history = new MarketHistory(Catalog, Catalogs.Trades(new Trade(Catalog[0], time, 150.20m, 1)));
        foreach (var interval in Enum.GetValues<CandleInterval>())
        {
            var candle = Assert.Single(history.Candles(Catalog[0], interval, 10));
            Assert.Equal(0, candle.Time.ToUnixTimeMilliseconds() % interval.Length().TotalMilliseconds);
            Assert.InRange(time - candle.Time, TimeSpan.Zero, interval.Length() - TimeSpan.FromTicks(1));
            Assert.Equal(TimeSpan.Zero, candle.Time.Offset);
        }
    }

    [Fact]
    public void An_instrument_that_has_not_traded_has_no_trades_and_no_candles()
    {
        var history = new MarketHistory(Catalog, Catalogs.Trades());
        Assert.Empty(history.Trades(Catalog[0], 1));
        Assert.Empty(history.Candles(Catalog[0], CandleInterval.OneSecond, 1));
    }

    [Fact]
    public void Limits_below_1_and_unknown_intervals_are_rejected()
    {
        var history = new MarketHistory(Catalog, Catalogs.Trades());
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Trades(Catalog[0], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Candles(Catalog[0], CandleInterval.OneSecond, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Candles(Catalog[0], (CandleInterval)3, 1));
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(1000, 1000)]
    [InlineData(4000, 250)]
    [InlineData(10_000, 100)]
    public void A_bigger_market_keeps_less_of_each_instrument(int instruments, int limit)
    {
        var history = new MarketHistory(Catalogs.Make(instruments), Catalogs.Trades());
        Assert.Equal(limit, history.Limit);
    }

    [Fact]
    public void A_full_history_of_10_000_instruments_allocates_no_more_memory()
    {
        var catalog = Catalogs.Make(10_000);
        var history = new MarketHistory(catalog, Catalogs.Trades());

        // A minute apart, so that every trade makes a candle of each length.
        QuoteBatch Minute(int minute) => Catalogs.Batch(
            [.. catalog.Select(i => new Trade(i, Catalogs.Start.AddMinutes(minute), 150.20m, 100))]);
        for (var minute = 0; minute < history.Limit; minute++)
            history.OnNext(Minute(minute));
        var more = Enumerable.Range(history.Limit, 10).Select(Minute).ToArray();

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var batch in more)
            history.OnNext(batch);
        // A hundred thousand trades. The just-in-time compiler allocates a little on this thread.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);

        Assert.Equal(history.Limit, history.Trades(catalog[9_999], 1000).Length);
        Assert.Equal(Catalogs.Start.AddMinutes(109), history.Candles(catalog[9_999], CandleInterval.OneSecond, 1)[0].Time);
    }

    [Fact]
    public async Task Readers_never_see_a_torn_trade_or_candle()
    {
        const int Trades = 30_000;
        var history = new MarketHistory(Catalog, Catalogs.Trades());
        var instrument = Catalog[0];
        using var start = new Barrier(4);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                int newest;
                do
                {
                    var trades = history.Trades(instrument, 50);
                    newest = trades.IsEmpty ? 0 : (int)trades[0].Size;
                    for (var i = 0; i < trades.Length; i++)
                    {
                        Assert.Equal(newest - i, trades[i].Size);
                        Assert.Equal(TickSize.ToPrice((long)trades[i].Size, 0.01m), trades[i].Price);
                    }

                    // Prices and sizes count up from 1, so a candle's volume is a sum of consecutive numbers.
                    foreach (var candle in history.Candles(instrument, CandleInterval.OneSecond, 20))
                    {
                        var (first, last) = ((long)(candle.Open * 100), (long)(candle.Close * 100));
                        Assert.Equal((candle.Open, candle.Close), (candle.Low, candle.High));
                        Assert.Equal((first + last) * (last - first + 1) / 2, candle.Volume);
                    }
                }
                while (newest < Trades);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();

        start.SignalAndWait(TestContext.Current.CancellationToken);
        for (var i = 1; i <= Trades; i++)
        {
            var time = Catalogs.Start.AddMilliseconds(40 * i);
            history.OnNext(Catalogs.Batch(new Trade(instrument, time, TickSize.ToPrice(i, 0.01m), i)));
        }
        await Task.WhenAll(readers);
    }

    private static ImmutableArray<Trade> Trades((int Instrument, int Milliseconds, int Ticks, int Size)[] drawn)
    {
        var time = Catalogs.Start;
        var trades = ImmutableArray.CreateBuilder<Trade>();
        foreach (var (index, milliseconds, ticks, size) in drawn)
        {
            var instrument = Catalog[index];
            time = time.AddMilliseconds(milliseconds);
            trades.Add(new Trade(instrument, time, TickSize.ToPrice(ticks, instrument.TickSize), size));
        }
        return trades.ToImmutable();
    }

    private static IEnumerable<Candle> Candles(IEnumerable<Trade> trades, CandleInterval interval) =>
        from trade in trades
        let length = (long)interval.Length().TotalMilliseconds
        group trade by trade.Time.ToUnixTimeMilliseconds() / length * length into bar
        select new Candle(
            DateTimeOffset.FromUnixTimeMilliseconds(bar.Key),
            bar.First().Price,
            bar.Max(t => t.Price),
            bar.Min(t => t.Price),
            bar.Last().Price,
            bar.Sum(t => (long)t.Size));
}
