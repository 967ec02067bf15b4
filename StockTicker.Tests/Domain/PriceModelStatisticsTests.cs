using StockTicker.Domain;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Domain;

/// <summary>
/// Checks that the market moves according to its parameters. Seeds are fixed, so results are reproducible. Tolerances are
/// a few standard errors wide.
/// </summary>
[Trait("Category", "Slow")]
public sealed class PriceModelStatisticsTests
{
    private const int Instruments = 40;
    private const int Sectors = 4;
    private const double MinutesPerYear = 252 * 6.5 * 60;

    // Without mean reversion and jumps, and at a price where the tick size does not matter.
    private static readonly PriceModelParameters Diffusion = new()
    {
        Speed = 60,
        MinVolatility = 0.3,
        MaxVolatility = 0.3,
        MarketCorrelation = 0.2,
        SectorCorrelation = 0.3,
        JumpsPerYear = 0,
        Band = 100,
        Spread = 0,
    };

    // Shared by the tests that only read them.
    private static readonly Lazy<double[][]> DiffusionReturns = new(() => MinuteReturns(Diffusion, TestLength.Choose(5_000, 20_000)));

    [Fact]
    public void Realised_volatility_matches_the_configuration()
    {
        var returns = DiffusionReturns.Value;
        var realised = Array.ConvertAll(returns, r => Math.Sqrt(r.Average(x => x * x) * MinutesPerYear));
        Assert.Equal(0.3, realised.Average(), 0.01);
        Assert.All(realised, volatility => Assert.InRange(volatility, 0.25, 0.35));
    }

    [Fact]
    public void Volatilities_fill_the_configured_range()
    {
        var parameters = Diffusion with { MinVolatility = 0.1, MaxVolatility = 0.8, VolatilityOfVolatility = 0 };
        var returns = MinuteReturns(parameters, 4_000);
        var realised = returns.Select(r => Math.Sqrt(r.Average(x => x * x) * MinutesPerYear)).Order().ToArray();
        Assert.InRange(realised[0], 0.097, 0.13);
        Assert.InRange(realised[^1], 0.65, 0.824);
        Assert.InRange(Math.Exp(realised.Average(Math.Log)), 0.23, 0.35);
    }

    [Fact]
    public void Returns_correlate_as_configured_within_a_sector_and_across()
    {
        var (same, different) = Correlations(DiffusionReturns.Value);
        Assert.Equal(0.5, same, 0.03);
        Assert.Equal(0.2, different, 0.03);
    }

    [Fact]
    public void Correlation_does_not_depend_on_how_often_instruments_trade()
    {
        // Each instrument trades once in ten minutes on average; a return covers five hours.
        var returns = Returns(Diffusion, TestLength.Choose(250, 800), quotesPerUpdate: Instruments / 10, updatesPerReturn: 300);
        var (same, different) = Correlations(returns);
        var tolerance = TestLength.Choose(0.1, 0.05);
        Assert.Equal(0.5, same, tolerance);
        Assert.Equal(0.2, different, tolerance);
    }

    [Fact]
    public void Volatility_clusters_only_when_it_varies()
    {
        Assert.InRange(Clustering(DiffusionReturns.Value), 0.05, 0.4);
        var constant = MinuteReturns(Diffusion with { VolatilityOfVolatility = 0 }, TestLength.Choose(3_000, 8_000));
        Assert.InRange(Clustering(constant), -0.01, 0.01);

        static double Clustering(double[][] all) =>
            all.Average(returns =>
            {
                var sizes = Array.ConvertAll(returns, Math.Abs);
                return Correlation(sizes.AsSpan(1), sizes.AsSpan(0, sizes.Length - 1));
            });
    }

    [Fact]
    public void Volatile_periods_have_more_trades()
    {
        var parameters = Diffusion with { MarketCorrelation = 0, SectorCorrelation = 0 };
        Assert.InRange(Busyness(parameters), 0.05, 0.5);
        Assert.InRange(Busyness(parameters with { VolatilityOfVolatility = 0 }), -0.02, 0.02);

        static double Busyness(PriceModelParameters parameters)
        {
            var catalog = Catalogs.Make(Instruments, previousClose: 1_000_000m);
            var model = new PriceModel(catalog, parameters, new Random(4));
            var before = model.Open(Catalogs.Start).Quotes;
            var moves = Array.ConvertAll(new int[Instruments], _ => new double[2_000]);
            var volumes = Array.ConvertAll(moves, _ => new double[2_000]);
            for (var i = 0; i < 2_000; i++)
            {
                var quotes = model.Next(Catalogs.Start, TimeSpan.FromSeconds(1), Instruments).Quotes;
                for (var j = 0; j < Instruments; j++)
                {
                    moves[j][i] = Math.Abs(Math.Log((double)(quotes[j].Bid!.Value / before[j].Bid!.Value)));
                    volumes[j][i] = (double)(quotes[j].Volume - before[j].Volume);
                }
                before = quotes;
            }
            return moves.Zip(volumes, (m, v) => Correlation(m, v)).Average();
        }
    }

    [Fact]
    public void Returns_are_not_autocorrelated()
    {
        var leaning = DiffusionReturns.Value.Average(r => Correlation(r.AsSpan(1), r.AsSpan(0, r.Length - 1)));
        Assert.Equal(0, leaning, TestLength.Choose(0.02, 0.01));
    }

    [Fact]
    public void Jumps_have_the_configured_frequency_and_size()
    {
        var parameters = Diffusion with { VolatilityOfVolatility = 0, JumpsPerYear = 1000, JumpSize = 0.05 };
        var minutes = TestLength.Choose(4_000, 10_000);
        var returns = MinuteReturns(parameters, minutes).SelectMany(r => r).ToArray();

        // A minute moves a price by 0.1%, and never by seven times that, which 89% of the jumps exceed: P(|J| > 0.0067) = 0.893.
        var deviation = 0.3 / Math.Sqrt(MinutesPerYear);
        var jumps = returns.Count(r => Math.Abs(r) > 7 * deviation);
        var expected = 0.893 * parameters.JumpsPerYear * Instruments * minutes / MinutesPerYear;
        Assert.InRange(jumps, 0.93 * expected, 1.07 * expected);
        var variance = (deviation * deviation) + (parameters.JumpsPerYear * 0.05 * 0.05 / MinutesPerYear);
        Assert.InRange(returns.Average(r => r * r) / variance, 0.9, 1.1);
        Assert.DoesNotContain(
            MinuteReturns(parameters with { JumpsPerYear = 0 }, minutes).SelectMany(r => r), r => Math.Abs(r) > 7 * deviation);
    }

    [Fact]
    public void Volatility_and_jumps_do_not_change_the_mean_price()
    {
        // A quarter of a year in one step, 10,000 independent prices: the mean has a standard error of 0.004.
        var parameters = Diffusion with
        {
            MinVolatility = 0.5,
            MaxVolatility = 0.5,
            VolatilityOfVolatility = 0,
            MarketCorrelation = 0,
            SectorCorrelation = 0,
            JumpsPerYear = 100,
            JumpSize = 0.05,
            Speed = 1,
            Overnight = TimeSpan.Zero,
        };
        var catalog = Catalogs.Make(10_000, previousClose: 100_000m);
        var model = new PriceModel(catalog, parameters, new Random(1));
        model.Open(Catalogs.Start);
        var move = model.Next(Catalogs.Start, TimeSpan.FromHours(252 * 6.5 / 4), 10_000);
        Assert.Equal(1, move.Quotes.Average(q => (double)q.Price!.Value / 100_000), 0.012);
    }

    [Fact]
    public void A_session_of_days_stays_in_bounds_with_both_gainers_and_losers()
    {
        var session = Session(new PriceModelParameters());
        Assert.True(session.Widest < 12, $"{session.Widest} %");
        Assert.True(session.WithinFourPercent > 0.9, $"{session.WithinFourPercent}");
        Assert.InRange(session.FewestUp, 1, 99);
        Assert.InRange(session.MostUp, 1, 99);

        // Mean reversion keeps it in bounds.
        Assert.True(Session(new PriceModelParameters { Band = 100 }).Widest > 20);

        static (double Widest, double WithinFourPercent, int FewestUp, int MostUp) Session(PriceModelParameters parameters)
        {
            var catalog = Catalogs.Make(100, sectors: 11);
            var model = new PriceModel(catalog, parameters, new Random(2));
            model.Open(Catalogs.Start);
            double widest = 0;
            var days = TestLength.Choose(1, 3);
            var (near, all, fewest, most) = (0, 0, 100, 0);
            for (var minute = 0; minute < days * 24 * 60; minute++)
            {
                var quotes = model.Next(Catalogs.Start.AddMinutes(minute), TimeSpan.FromMinutes(1), 100).Quotes;
                foreach (var quote in quotes)
                {
                    var change = Math.Abs((double)quote.ChangePercent!.Value);
                    widest = Math.Max(widest, change);
                    near += change <= 4 ? 1 : 0;
                    all++;
                }
                var up = quotes.Count(q => q.Change > 0);
                (fewest, most) = (Math.Min(fewest, up), Math.Max(most, up));
            }
            return (widest, (double)near / all, fewest, most);
        }
    }

    [Fact]
    public void With_the_defaults_a_150_dollar_stock_moves_a_few_cents_per_quote()
    {
        var catalog = Catalogs.Make(100, sectors: 11, previousClose: 150.00m);
        var model = new PriceModel(catalog, new(), new Random(1));
        var last = model.Open(Catalogs.Start).Quotes.Select(q => q.Price!.Value).ToArray();
        var moves = new List<decimal>();
        for (var i = 0; i < 2_000; i++)
        {
            foreach (var quote in model.Next(Catalogs.Start, TimeSpan.FromMilliseconds(250), 20).Quotes)
            {
                moves.Add(Math.Abs(quote.Price!.Value - last[quote.Instrument.Index]));
                last[quote.Instrument.Index] = quote.Price.Value;
            }
        }
        Assert.InRange(moves.Average(), 0.02m, 0.08m);
        Assert.InRange((double)moves.Count(m => m > 0) / moves.Count, 0.7, 0.99);
    }

    private static double[][] MinuteReturns(PriceModelParameters parameters, int count) =>
        Returns(parameters, count, quotesPerUpdate: Instruments, updatesPerReturn: 1);

    /// <summary>Log returns of the mid price per instrument; an update is a minute of trading time.</summary>
    private static double[][] Returns(PriceModelParameters parameters, int count, int quotesPerUpdate, int updatesPerReturn)
    {
        var catalog = Catalogs.Make(Instruments, Sectors, previousClose: 1_000_000m);
        var model = new PriceModel(catalog, parameters, new Random(3));
        var now = model.Open(Catalogs.Start).Quotes.Select(LogMiddle).ToArray();
        var before = (double[])now.Clone();
        var returns = Array.ConvertAll(before, _ => new double[count]);
        for (var i = 0; i < count; i++)
        {
            for (var update = 0; update < updatesPerReturn; update++)
            {
                foreach (var quote in model.Next(Catalogs.Start, TimeSpan.FromSeconds(1), quotesPerUpdate).Quotes)
                    now[quote.Instrument.Index] = LogMiddle(quote);
            }
            for (var j = 0; j < now.Length; j++)
                returns[j][i] = now[j] - before[j];
            now.CopyTo(before, 0);
        }
        return returns;

        static double LogMiddle(Quote quote) => Math.Log((double)(quote.Bid + quote.Ask)!.Value);
    }

    private static (double SameSector, double DifferentSectors) Correlations(double[][] returns)
    {
        var pairs = (from i in Enumerable.Range(0, Instruments)
                     from j in Enumerable.Range(0, i)
                     select (Same: i % Sectors == j % Sectors, Value: Correlation(returns[i], returns[j]))).ToArray();
        return (pairs.Where(p => p.Same).Average(p => p.Value), pairs.Where(p => !p.Same).Average(p => p.Value));
    }

    /// <summary>Pearson's correlation coefficient.</summary>
    private static double Correlation(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sumX = 0, sumY = 0, sumXX = 0, sumYY = 0, sumXY = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sumX += x[i];
            sumY += y[i];
            sumXX += x[i] * x[i];
            sumYY += y[i] * y[i];
            sumXY += x[i] * y[i];
        }
        var n = x.Length;
        return ((n * sumXY) - (sumX * sumY)) / Math.Sqrt(((n * sumXX) - (sumX * sumX)) * ((n * sumYY) - (sumY * sumY)));
    }
}
