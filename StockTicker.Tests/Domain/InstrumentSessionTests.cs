using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

/// <summary>The days of a market that is fed or replayed.</summary>
public sealed class InstrumentSessionTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 6, 0, 0, 0, TimeSpan.Zero);

    private readonly MarketSessions _sessions = new(
        new InstrumentCatalog([new Instrument { Index = 0, Symbol = Symbol.Parse("A"), Name = "A", TickSize = 0.01m, PreviousClose = 8m }]), Midnight, 10);

    [Fact]
    public void The_first_trade_of_a_day_in_UTC_begins_a_session_with_the_last_price_as_its_previous_close()
    {
        Trade("A", Midnight.AddHours(-2), 10m);
        Trade("A", Midnight.AddTicks(-1), 12m);
        var before = Quote("A");
        Trade("A", Midnight, 15m);
        var after = Quote("A");

        Assert.Equal((10m, 12m, 10m, 2m, 11m, 8m, 50m), Day(before));
        Assert.Equal((15m, 15m, 15m, 1m, 15m, 12m, 25m), Day(after));
    }

    [Fact]
    public void A_late_trade_belongs_to_the_current_session()
    {
        Trade("A", Midnight, 15m);
        Trade("A", Midnight.AddHours(-1), 14m);

        Assert.Equal((15m, 15m, 14m, 2m, 14.5m, 8m, 75m), Day(Quote("A")));
    }

    [Fact]
    public void Daily_bars_have_the_close_of_the_bar_before_as_their_previous_close()
    {
        foreach (var (day, close) in new[] { (0, 20m), (1, 22m), (2, 11m) })
        {
            Assert.True(_sessions.TryGet("B", Midnight, out var session, out _));
            _sessions.Bar(session, new Candle(Midnight.AddDays(day), close - 1, close + 1, close - 2, close, 100));
        }

        var quote = Quote("B");
        Assert.Equal((10m, 12m, 9m, 100m, 22m, -50m), (quote.Open, quote.High, quote.Low, quote.Volume, quote.Instrument.PreviousClose, quote.ChangePercent));
    }

    [Fact]
    public void Beginning_anew_restores_the_previous_close_of_the_list()
    {
        Trade("A", Midnight.AddHours(-1), 12m);
        Trade("A", Midnight, 15m);
        _sessions.Clear();
        Trade("A", Midnight.AddHours(-1), 12m);

        Assert.Equal(8m, Quote("A").Instrument.PreviousClose);
    }

    [Fact]
    public void More_decimals_apply_to_the_previous_close_too()
    {
        Trade("B", Midnight.AddHours(-1), 1.50m);
        Trade("B", Midnight, 1.50001m);

        Assert.Equal("1.50000", Quote("B").Instrument.PreviousClose?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(InstrumentCatalog.Problem(Quote("B").Instrument));
    }

    private void Trade(string symbol, DateTimeOffset time, decimal price)
    {
        Assert.True(_sessions.TryGet(symbol, time, out var session, out _));
        _sessions.Trade(session, time, price, 1);
    }

    private Quote Quote(string symbol) => _sessions.Quotes.Single(quote => quote.Instrument.Symbol.Value == symbol);

    private static (decimal?, decimal?, decimal?, decimal, decimal?, decimal?, decimal?) Day(Quote quote) =>
        (quote.Open, quote.High, quote.Low, quote.Volume, quote.Vwap, quote.Instrument.PreviousClose, quote.ChangePercent);
}
