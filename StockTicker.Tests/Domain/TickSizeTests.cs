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

    [Theory]
    [InlineData("0.00000001", true)]
    [InlineData("0.25", true)]
    [InlineData("1000", true)]
    [InlineData("0", false)]
    [InlineData("-0.01", false)]
    [InlineData("0.000000001", false)]
    [InlineData("0.123456789", false)]
    [InlineData("1000.5", false)]
    public void Any_decimal_step_in_range_is_a_tick_size(string tickSize, bool isValid) => Assert.Equal(isValid, TickSize.IsValid(Price(tickSize)));

    [Fact]
    public void Prices_from_outside_get_the_decimals_of_the_tick_size_and_survive_as_doubles() =>
        GenPrice.ForAll((tickSize, raw) =>
        {
            var price = TickSize.RoundToDecimals(raw, tickSize);
            Assert.Equal(tickSize.Scale, price.Scale);
            Assert.True(Math.Abs(price - raw) <= TickSize.Unit(tickSize) / 2, $"{raw} became {price}");
            Assert.InRange(price, -TickSize.MaxPrice(tickSize), TickSize.MaxPrice(tickSize));
            // As a script would read it and write it again.
            var read = double.Parse(price.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            Assert.Equal(price, TickSize.RoundToDecimals(decimal.Parse(read.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture), tickSize));
        }, cases: 500);

    [Fact]
    public void The_history_keeps_every_digit_of_prices_and_sizes() =>
        Gen.Select(GenPrice, Gen.Long[0, 1_000_000_000_000_000].Select(units => units / 100_000_000m)).ForAll((pair, size) =>
        {
            var (tickSize, raw) = pair;
            var instrument = new Instrument { Index = 0, Symbol = Symbol.Parse("X"), Name = "X", TickSize = tickSize };
            var trade = new Trade(instrument, Catalogs.Start, TickSize.RoundToDecimals(raw, instrument.TickSize), size);
            var history = new MarketHistory(new InstrumentCatalog([instrument]), Catalogs.Trades(trade));
            var kept = Assert.Single(history.Trades(instrument, 1));
            Assert.Equal((trade, trade.Price.Scale), (kept, kept.Price.Scale));
            var candle = Assert.Single(history.Candles(instrument, CandleInterval.OneMinute, 1));
            Assert.Equal((trade.Price, trade.Price, size), (candle.Low, candle.High, candle.Volume));
        });

    [Fact]
    public void A_change_has_the_sign_of_the_move_and_no_percentage_of_zero() =>
        Gen.Select(GenPrice, Gen.Double[-1, 1]).ForAll((pair, part) =>
        {
            var (tickSize, raw) = pair;
            var previousClose = TickSize.RoundToDecimals(raw, tickSize);
            var price = TickSize.RoundToDecimals((decimal)part * TickSize.MaxPrice(tickSize), tickSize);
            var instrument = new Instrument { Index = 0, Symbol = Symbol.Parse("X"), Name = "X", TickSize = tickSize, PreviousClose = previousClose };
            var quote = Quote.Unquoted(instrument, Catalogs.Start) with { Price = price };
            Assert.Null(InstrumentCatalog.Problem(instrument));
            Assert.Equal((price - previousClose, tickSize.Scale), (quote.Change, quote.Change!.Value.Scale));
            if (previousClose == 0)
            {
                Assert.Null(quote.ChangePercent);
                return;
            }
            var percent = quote.ChangePercent!.Value;
            Assert.True(percent == 0 || Math.Sign(percent) == Math.Sign(price - previousClose), $"{previousClose} to {price} is {percent} %");
            Assert.NotEqual("-0.00", percent.ToString(CultureInfo.InvariantCulture));
        }, cases: 500);

    /// <summary>A tick size, and a price in its range with more decimals.</summary>
    private static Gen<(decimal TickSize, decimal Raw)> GenPrice => Gen.Select(
        Gen.OneOf(0.00000001m, 0.00000025m, 0.0001m, 0.01m, 0.25m, 0.5m, 1m, 5m, 1000m),
        Gen.OneOf(Gen.Double[-1, 1], Gen.Double[-1e-6, 1e-6], Gen.Double[-1e-12, 1e-12], Gen.Const(0.0)),
        (tickSize, part) => (tickSize, (decimal)part * (TickSize.MaxPrice(tickSize) - TickSize.Unit(tickSize))));

    private static decimal Price(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
