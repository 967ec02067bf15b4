using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

public sealed class RandomVariatesTests
{
    private const int Count = 400_000;

    private readonly RandomVariates _draws = new(new Random(1));

    [Fact]
    public void Normal_variates_have_standard_normal_moments()
    {
        var drawn = Drawn(_draws.Normal);
        Assert.Equal(0, drawn.Average(), 0.01);
        Assert.Equal(1, drawn.Average(z => z * z), 0.01);
        Assert.Equal(3, drawn.Average(z => z * z * z * z), 0.1);

        // The two values of a pair must be independent.
        Assert.Equal(0, drawn.Chunk(2).Average(pair => pair[0] * pair[1]), 0.01);
    }

    [Fact]
    public void Lognormal_variates_have_the_given_mean() =>
        Assert.Equal(5, Drawn(() => _draws.LogNormal(5, 0.8)).Average(), 0.05);

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.7)]
    [InlineData(29)]
    [InlineData(31)]
    [InlineData(1e6)]
    public void Poisson_variates_have_equal_mean_and_variance(double mean)
    {
        var drawn = Drawn(() => _draws.Poisson(mean));
        var average = drawn.Average();
        Assert.Equal(mean, average, 5 * Math.Sqrt(mean / Count));
        Assert.Equal(1, drawn.Average(n => (n - average) * (n - average)) / mean, 0.2);
        Assert.All(drawn.Take(1000), n => Assert.True(n >= 0 && n == Math.Floor(n)));
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(0.4)]
    [InlineData(1.5)]
    [InlineData(30)]
    public void Positive_Poisson_variates_are_never_0_and_have_the_zero_truncated_mean(double mean)
    {
        var drawn = Drawn(() => _draws.PositivePoisson(mean));
        Assert.True(drawn.Min() >= 1);
        Assert.Equal(mean / (1 - Math.Exp(-mean)), drawn.Average(), 0.03);
    }

    private static double[] Drawn(Func<double> draw) => [.. Enumerable.Range(0, Count).Select(_ => draw())];
}
