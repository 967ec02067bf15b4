using System.Globalization;
using CsCheck;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Domain;

public sealed class TickSizeTests
{
    [Theory]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.9999", "0.0001")]
    [InlineData("1", "0.01")]
    [InlineData("1.00", "0.01")]
    [InlineData("700000.00", "0.01")]
    public void The_tick_size_changes_at_one_dollar(string previousClose, string tickSize) =>
        Assert.Equal(Price(tickSize), TickSize.For(Price(previousClose)));

    [Theory]
    [InlineData(15020, "0.01", "150.20")]
    [InlineData(15000, "0.01", "150.00")]
    [InlineData(0, "0.01", "0.00")]
    [InlineData(2, "0.0001", "0.0002")]
    [InlineData(12300, "0.0001", "1.2300")]
    public void A_price_prints_with_the_decimals_of_its_tick_size(long ticks, string tickSize, string text) =>
        Assert.Equal(text, TickSize.ToPrice(ticks, Price(tickSize)).ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("150.204", "0.01", "150.20")]
    [InlineData("150.205", "0.01", "150.21")]
    [InlineData("150.2", "0.01", "150.20")]
    [InlineData("0.00005", "0.0001", "0.0001")]
    [InlineData("0.00004", "0.0001", "0.0000")]
    public void Prices_round_to_the_nearest_tick_and_ties_round_up(string price, string tickSize, string rounded) =>
        Assert.Equal(rounded, TickSize.Round(Price(price), Price(tickSize)).ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void Ticks_and_prices_convert_without_loss() =>
        Gen.Select(Gen.Long[1, PriceModel.MaxTicks], Gen.OneOf(0.01m, 0.0001m)).ForAll((ticks, tickSize) =>
            Assert.Equal(ticks, TickSize.ToTicks(TickSize.ToPrice(ticks, tickSize), tickSize)));

    private static decimal Price(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
