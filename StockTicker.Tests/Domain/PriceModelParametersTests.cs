using Microsoft.Extensions.Configuration;
using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

public sealed class PriceModelParametersTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new PriceModelParameters().Problems());

    public static TheoryData<PriceModelParameters, string> Bad() => new()
    {
        { new() { Speed = -1 }, "Speed is -1; it must lie between 0 and 1000000" },
        { new() { Speed = double.NaN }, "Speed is NaN; it must lie between 0 and 1000000" },
        { new() { Speed = double.PositiveInfinity }, "Speed is Infinity; it must lie between 0 and 1000000" },
        { new() { MinVolatility = -0.5 }, "MinVolatility is -0.5; it must lie between 0 and 10" },
        { new() { MaxVolatility = 10.5 }, "MaxVolatility is 10.5; it must lie between 0 and 10" },
        { new() { MinVolatility = 0.6 }, "MinVolatility is 0.6; it must not exceed MaxVolatility, which is 0.55" },
        { new() { MarketCorrelation = -0.1 }, "MarketCorrelation is -0.1; it must lie between 0 and 1" },
        { new() { SectorCorrelation = 1.1 }, "SectorCorrelation is 1.1; it must lie between 0 and 1" },
        {
            new() { MarketCorrelation = 0.5, SectorCorrelation = 0.75 },
            "SectorCorrelation is 0.75; it must not exceed 1 less MarketCorrelation, 0.5"
        },
        { new() { VolatilityOfVolatility = 3.5 }, "VolatilityOfVolatility is 3.5; it must lie between 0 and 3" },
        {
            new() { VolatilityHalfLife = TimeSpan.Zero },
            "VolatilityHalfLife is 00:00:00; it must lie between 00:00:01 and 365.00:00:00"
        },
        { new() { JumpsPerYear = -1 }, "JumpsPerYear is -1; it must lie between 0 and 1000000" },
        { new() { JumpSize = 2 }, "JumpSize is 2; it must lie between 0 and 1" },
        { new() { Band = -0.01 }, "Band is -0.01; it must lie between 0 and 100" },
        {
            new() { ReversionHalfLife = TimeSpan.FromDays(366) },
            "ReversionHalfLife is 366.00:00:00; it must lie between 00:00:01 and 365.00:00:00"
        },
        { new() { Overnight = TimeSpan.FromHours(-1) }, "Overnight is -01:00:00; it must lie between 00:00:00 and 365.00:00:00" },
        { new() { Spread = 0.2 }, "Spread is 0.2; it must lie between 0 and 0.1" },
        { new() { Turnover = 1.5 }, "Turnover is 1.5; it must lie between 0 and 1" },
        { new() { TradesPerQuote = 11 }, "TradesPerQuote is 11; it must lie between 0 and 10" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void An_invalid_value_is_named_with_its_valid_range(PriceModelParameters parameters, string problem) =>
        Assert.Equal([problem], parameters.Problems());

    [Fact]
    public void Every_invalid_value_has_its_own_line() =>
        Assert.Equal(2, new PriceModelParameters { Speed = -1, Turnover = 2 }.Problems().Count());

    [Fact]
    public void Configuration_changes_only_the_values_it_names()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Market:Model:Speed"] = "60",
            ["Market:Model:ReversionHalfLife"] = "00:30:00",
        }).Build();
        var bound = new PriceModelParameters();
        configuration.GetSection("Market:Model").Bind(bound);
        Assert.Equal(new PriceModelParameters { Speed = 60, ReversionHalfLife = TimeSpan.FromMinutes(30) }, bound);
    }
}
