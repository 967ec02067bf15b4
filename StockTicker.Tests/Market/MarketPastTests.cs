using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Market;

public sealed class MarketPastTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(TickerApplication.Start);

    [Theory]
    [InlineData(100)]
    [InlineData(2000)]
    public async Task A_fresh_market_has_a_past_whose_candles_trades_and_totals_agree(int instruments)
    {
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now)),
            "Market:Clock=system", "Market:History=00:30:00", $"Market:Instruments={instruments}");
        application.StartServer();
        var book = application.Services.GetRequiredService<StockBook>().Snapshot;
        var history = application.Services.GetRequiredService<MarketHistory>();

        Assert.Equal(Now, book.Time);
        foreach (var quote in book.Quotes)
        {
            var minutes = history.Candles(quote.Instrument, CandleInterval.OneMinute, 1000);
            Assert.InRange(minutes.Length, 25, 31);
            Assert.Equal(Now - TimeSpan.FromMinutes(30), minutes[0].Time);
            Assert.Equal((quote.Open, quote.Price), (minutes[0].Open, minutes[^1].Close));
            Assert.Equal((quote.High, quote.Low), (minutes.Max(candle => candle.High), minutes.Min(candle => candle.Low)));
            Assert.Equal(quote.Volume, minutes.Sum(candle => candle.Volume));
            Assert.InRange(quote.Vwap!.Value, quote.Low!.Value, quote.High!.Value);
            Assert.Equal(quote.Price, history.Trades(quote.Instrument, 1)[0].Price);
            Assert.InRange(history.Candles(quote.Instrument, CandleInterval.FiveSeconds, 60).Length, instruments > 100 ? 30 : 60, 60);
        }
    }

    [Fact]
    public async Task A_market_with_a_manual_clock_has_none_by_default()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Market:History=");
        application.StartServer();

        Assert.Equal(0, application.Services.GetRequiredService<StockBook>().Snapshot.Version);
    }
}
