using CsCheck;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Domain;

public sealed class PriceModelTests
{
    private static readonly DateTimeOffset Start = Catalogs.Start;
    private static readonly TimeSpan Quarter = TimeSpan.FromMilliseconds(250);

    private static readonly Gen<InstrumentCatalog> GenCatalog = Gen.Select(
            Gen.OneOf(
                Gen.Int[1, 100].Select(ticks => TickSize.ToPrice(ticks, 0.0001m)),
                Gen.Int[101, 9_999].Select(ticks => TickSize.ToPrice(ticks, 0.0001m)),
                Gen.Int[100, 50_000].Select(ticks => TickSize.ToPrice(ticks, 0.01m)),
                Gen.Int[100, PriceModel.MaxTicks].Select(ticks => TickSize.ToPrice(ticks, 0.01m))),
            Gen.OneOf(Gen.Long[1, 100], Gen.Long[1, 30_000_000_000], Gen.Const(long.MaxValue)),
            Gen.Int[0, 2])
        .Array[1, 12]
        .Select(drawn => new InstrumentCatalog(
            drawn.Select((d, i) => Catalogs.Instrument(i, d.Item1, $"Sector {d.Item3}", d.Item2))));

    private static readonly Gen<PriceModelParameters> GenParameters =
        from speed in Between(0, 1_000_000)
        from volatility in Gen.Select(Between(0, 10), Between(0, 10))
        from correlation in Gen.Select(Between(0, 1), Between(0, 1))
        from volatilityOfVolatility in Between(0, 3)
        from halfLives in Gen.Select(Times(1), Times(1))
        from jumps in Gen.Select(Between(0, 1_000_000), Between(0, 1))
        from band in Between(0, 100)
        from overnight in Times(0)
        from flow in Gen.Select(Between(0, 0.1), Between(0, 1), Between(0, 10))
        select new PriceModelParameters
        {
            Speed = speed,
            MinVolatility = Math.Min(volatility.Item1, volatility.Item2),
            MaxVolatility = Math.Max(volatility.Item1, volatility.Item2),
            MarketCorrelation = correlation.Item1,
            SectorCorrelation = (1 - correlation.Item1) * correlation.Item2,
            VolatilityOfVolatility = volatilityOfVolatility,
            VolatilityHalfLife = halfLives.Item1,
            ReversionHalfLife = halfLives.Item2,
            JumpsPerYear = jumps.Item1,
            JumpSize = jumps.Item2,
            Band = band,
            Overnight = overnight,
            Spread = flow.Item1,
            Turnover = flow.Item2,
            TradesPerQuote = flow.Item3,
        };

    [Fact]
    public void Every_quote_of_every_market_obeys_the_rules()
    {
        long quotes = 0;
        Gen.Select(GenCatalog, GenParameters, Gen.Int, Gen.OneOf(Gen.Const(Quarter), Times(0))).ForAll(
            (catalog, parameters, seed, elapsed) =>
            {
                var rules = new MarketInvariants(catalog);
                var random = new Random(seed);
                var model = new PriceModel(catalog, parameters, random);
                rules.Check(model.Open(Start));
                for (var i = 0; i < 200; i++)
                {
                    var count = random.Next(catalog.Count + 1);
                    var move = model.Next(Start, elapsed, count);
                    Assert.Equal(count, move.Quotes.Length);
                    rules.Check(move);
                }
                quotes += rules.Quotes;
            },
            cases: TestLength.Choose(100, 5000));
        Assert.True(quotes > TestLength.Choose(50_000, 2_500_000), $"only {quotes} quotes");
    }

    [Fact]
    public void The_default_market_obeys_the_rules_for_a_long_session()
    {
        var catalog = Catalogs.Make(100, sectors: 7);
        var rules = new MarketInvariants(catalog);
        var model = new PriceModel(catalog, new(), new Random(1));
        rules.Check(model.Open(Start));
        var updates = TestLength.Choose(5_000, 25_000);
        for (var i = 1; i <= updates; i++)
            rules.Check(model.Next(Start + (i * Quarter), Quarter, 20));
        Assert.Equal(100 + (20 * updates), rules.Quotes);
    }

    [Fact]
    public void Ten_thousand_instruments_trade_2000_at_a_time()
    {
        var catalog = Catalogs.Make(10_000, sectors: 11);
        var rules = new MarketInvariants(catalog);
        var model = new PriceModel(catalog, new(), new Random(1));
        var opening = model.Open(Start);
        rules.Check(opening);
        var book = new StockBook(catalog, opening);
        var updates = TestLength.Choose(20, 50);
        for (var i = 1; i <= updates; i++)
        {
            var move = model.Next(Start.AddMilliseconds(100 * i), TimeSpan.FromMilliseconds(100), 2000);
            rules.Check(move);
            book.Apply(move);
        }
        Assert.Equal(updates, book.Snapshot.Version);
        Assert.Equal(10_000, book.Snapshot.Quotes.Length);
    }

    [Fact]
    public void Only_the_same_seed_generates_the_same_moves()
    {
        var catalog = Catalogs.Make(30, sectors: 3);
        var first = Moves(catalog, 42);
        var again = Moves(catalog, 42);
        Assert.Equal(first.SelectMany(m => m.Quotes), again.SelectMany(m => m.Quotes));
        Assert.Equal(first.SelectMany(m => m.Trades), again.SelectMany(m => m.Trades));
        Assert.NotEqual(first.SelectMany(m => m.Quotes), Moves(catalog, 43).SelectMany(m => m.Quotes));
    }

    [Fact]
    public void The_opening_has_one_auction_trade_per_instrument()
    {
        var catalog = Catalogs.Make(40);
        var opening = new PriceModel(catalog, new(), new Random(1)).Open(Start);
        Assert.Equal(catalog, opening.Quotes.Select(q => q.Instrument));
        Assert.Equal(catalog, opening.Trades.Select(t => t.Instrument));
        Assert.All(opening.Quotes, q => Assert.Equal((q.Price, q.Price, q.Price, q.Price), (q.Open, q.High, q.Low, q.Vwap)));
        Assert.All(opening.Quotes, q => Assert.InRange(q.Volume, 1_000, 10_000_000));
        Assert.Contains(opening.Quotes, q => q.Change > 0);
        Assert.Contains(opening.Quotes, q => q.Change < 0);
    }

    [Fact]
    public void Every_instrument_is_equally_likely_to_trade()
    {
        var catalog = Catalogs.Make(20);
        var model = new PriceModel(catalog, new(), new Random(5));
        model.Open(Start);
        var turns = new int[20];
        var together = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var move = model.Next(Start, Quarter, 5);
            foreach (var quote in move.Quotes)
                turns[quote.Instrument.Index]++;
            if (move.Quotes.Count(q => q.Instrument.Index is 0 or 1) == 2)
                together++;
        }

        // 5 of 20, 20,000 times: 5,000 each with a standard deviation of 61; each pair together 5/20 x 4/19 of the times, standard deviation 32.
        Assert.All(turns, n => Assert.InRange(n, 4_750, 5_250));
        Assert.InRange(together, 1_053 - 130, 1_053 + 130);
    }

    [Fact]
    public void Without_volatility_and_jumps_prices_only_bounce_between_bid_and_ask()
    {
        var catalog = Catalogs.Make(10, previousClose: 1000.00m);
        var parameters = new PriceModelParameters { MinVolatility = 0, MaxVolatility = 0, JumpsPerYear = 0, Spread = 0.0001 };
        var model = new PriceModel(catalog, parameters, new Random(1));
        model.Open(Start);
        var atAsk = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var move = model.Next(Start, Quarter, 10);
            Assert.All(move.Quotes, q => Assert.InRange((q.Bid!.Value + q.Ask!.Value) / 2, 999.99m, 1000.01m));
            atAsk += move.Quotes.Count(q => q.Price == q.Ask);
        }
        Assert.InRange(atAsk, 9_500, 10_500);
    }

    [Fact]
    public void A_price_at_one_tick_recovers()
    {
        // If the hidden price kept falling, less than one in a hundred prices would be at three ticks after twenty years, and less than one
        // in a thousand after forty.
        var years = TestLength.Choose(20, 40);
        var catalog = Catalogs.Make(100, previousClose: 0.0001m);
        var parameters = new PriceModelParameters { MinVolatility = 1, MaxVolatility = 1, Band = 100, JumpsPerYear = 0 };
        var model = new PriceModel(catalog, parameters, new Random(1));
        var quotes = model.Open(Start).Quotes;
        for (var day = 0; day < years * 252; day++)
            quotes = model.Next(Start, TimeSpan.FromHours(6.5) / parameters.Speed, 100).Quotes;
        Assert.InRange(quotes.Count(q => q.Price >= 0.0003m), 10, 60);
        Assert.InRange(quotes.Count(q => q.Bid == 0.0001m), 10, 90);
    }

    [Fact]
    public void Bigger_companies_trade_more_and_at_tighter_spreads()
    {
        var catalog = new InstrumentCatalog([
            Catalogs.Instrument(0, 200.00m, sharesOutstanding: 10_000_000_000),
            Catalogs.Instrument(1, 200.00m, sharesOutstanding: 1_000_000),
        ]);
        var model = new PriceModel(catalog, new(), new Random(1));
        model.Open(Start);
        var (trades, spreads) = (new int[2], new decimal[2]);
        MarketMove move;
        do
        {
            move = model.Next(Start, Quarter, 2);
            foreach (var trade in move.Trades)
                trades[trade.Instrument.Index]++;
            foreach (var quote in move.Quotes)
                spreads[quote.Instrument.Index] += (quote.Ask - quote.Bid)!.Value;
        }
        while (trades[0] < 20_000);

        Assert.True(trades[0] > 2 * trades[1]);
        Assert.True(move.Quotes[0].Volume > 1000 * move.Quotes[1].Volume);
        Assert.True(spreads[1] > 5 * spreads[0]);
    }

    [Fact]
    public void Daily_volume_matches_the_turnover_at_any_quote_interval()
    {
        foreach (var elapsed in new[] { TimeSpan.FromSeconds(TestLength.Choose(3, 1)), TimeSpan.FromMinutes(10) })
        {
            var updates = TimeSpan.FromHours(6.5) / elapsed;
            var catalog = Catalogs.Make(20);
            var model = new PriceModel(catalog, new() { Speed = 1, VolatilityOfVolatility = 0.1 }, new Random(1));
            var volumes = model.Open(Start).Quotes.Select(q => q.Volume).ToArray();
            for (var i = 0; i < updates; i++)
            {
                foreach (var quote in model.Next(Start, elapsed, 20).Quotes)
                    volumes[quote.Instrument.Index] = quote.Volume;
            }
            Assert.InRange((double)volumes.Average() / (0.004 * 1_000_000_000), 0.9, 1.15);
        }
    }

    [Fact]
    public void A_market_opens_exactly_once_before_its_first_move()
    {
        var model = new PriceModel(Catalogs.Make(2), new(), new Random(1));
        Assert.Throws<InvalidOperationException>(() => model.Next(Start, Quarter, 1));
        model.Open(Start);
        Assert.Throws<InvalidOperationException>(() => model.Open(Start));
    }

    [Fact]
    public void Negative_time_steps_and_impossible_instrument_counts_are_rejected()
    {
        var model = new PriceModel(Catalogs.Make(2), new(), new Random(1));
        model.Open(Start);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Next(Start, -Quarter, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Next(Start, Quarter, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Next(Start, Quarter, -1));
        Assert.Empty(model.Next(Start, Quarter, 0).Quotes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-150.20)]
    [InlineData(150.205)]
    [InlineData(10_000_000.01)]
    public void An_invalid_previous_close_is_rejected(decimal previousClose)
    {
        var fault = Assert.Throws<ArgumentException>(
            () => new PriceModel(Catalogs.Make(1, previousClose: previousClose), new(), new Random(1)));
        Assert.StartsWith("The previous close of S0 is ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_company_without_shares_is_rejected() =>
        Assert.Throws<ArgumentException>(() => new PriceModel(Catalogs.Make(1, sharesOutstanding: 0), new(), new Random(1)));

    [Fact]
    public void Parameters_out_of_range_are_rejected_by_name()
    {
        var fault = Assert.Throws<ArgumentException>(
            () => new PriceModel(Catalogs.Make(1), new() { MaxVolatility = 11 }, new Random(1)));
        Assert.StartsWith("MaxVolatility is 11; it must lie between 0 and 10", fault.Message, StringComparison.Ordinal);
    }

    private static List<MarketMove> Moves(InstrumentCatalog catalog, int seed)
    {
        var model = new PriceModel(catalog, new(), new Random(seed));
        var moves = new List<MarketMove> { model.Open(Start) };
        for (var i = 1; i <= 200; i++)
            moves.Add(model.Next(Start + (i * Quarter), Quarter, 1 + (i % 30)));
        return moves;
    }

    // The ends of a range are more likely to fail than its middle.
    private static Gen<double> Between(double lowest, double highest) => Gen.Frequency(
        (1, Gen.Const(lowest)),
        (1, Gen.Const(highest)),
        (2, Gen.Double[lowest, highest]),
        (2, Gen.Double[0, 1].Select(u => lowest + (Math.Pow(u, 6) * (highest - lowest)))));

    private static Gen<TimeSpan> Times(int lowestSeconds) =>
        Between(lowestSeconds, TimeSpan.FromDays(365).TotalSeconds).Select(TimeSpan.FromSeconds);
}
