using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Domain;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// A market of instruments as vendors have them, with prices as the world has had them. It does not move by itself; <see cref="Publish"/>
/// moves it.
/// </summary>
internal static class WorldMarket
{
    /// <summary>The name of one instrument, which is hostile to HTML and spreadsheets.</summary>
    public const string HostileName = "=HYPERLINK(\"x\"), <b>'&amp;";

    /// <summary>A symbol of the maximum length.</summary>
    public const string LongSymbol = "BTC/USD:USDT-260327-100000-C+x.Y";

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(TickerApplication.Start);

    /// <summary>The instruments.</summary>
    public static readonly InstrumentCatalog Instruments = new(new Instrument[]
    {
        Of("BRK.B", "Berkshire Hathaway Inc.", 0.01m, 471.80m) with { Sector = "Financials", SharesOutstanding = 2_157_000_000 },
        Of("^GSPC", "S&P 500", 0.01m, 5_881.63m),
        Of("BTC/USD", "Bitcoin", 0.01m, null) with { Sector = "Crypto" },
        Of("SHIB/USDT", "Shiba Inu", 0.00000001m, 0.00001200m) with { Sector = "Crypto", Currency = "USDT" },
        Of("CL=F", "Crude oil, May 2020", 0.01m, 18.27m) with { Sector = "Energy" },
        Of("0700.HK", "Tencent Holdings", 0.2m, 320.0m) with { Sector = "Technology", Currency = "HKD", SharesOutstanding = 9_200_000_000 },
        Of("7203.T", "Toyota Motor", 1m, 2_510m) with { Currency = "JPY" },
        Of("ES1!", "S&P 500 future", 0.25m, 5_900.00m),
        Of("CON", "Not traded yet", 0.01m, 10.00m),
        Of("TRUE", "Closed at zero", 0.01m, 0.00m),
        Of("NA", "At zero", 0.01m, -1.25m),
        Of("HUGE", "Above 2^32 hundredths", 0.01m, 90_000_000.00m),
        Of("EURUSD=X", "Euro", 0.00001m, 1.08000m),
        Of("btc-usd", HostileName, 0.01m, 43_000.00m),
        Of(LongSymbol, "Long", 1000m, 41_000m),
    }.Select((instrument, index) => instrument with { Index = index }));

    /// <summary>The opening.</summary>
    public static MarketMove Opening => new(
        Start,
        [
            Quote("BRK.B", 472.15m, bid: 472.10m, ask: 472.20m, volume: 1_234_500),
            Quote("^GSPC", 5_900.00m),
            Quote("BTC/USD", 43_250.12m, bid: 43_250.11m, ask: 43_250.13m, volume: 12.34567891m),
            Quote("SHIB/USDT", 0.00001234m, bid: 0.00001233m, ask: 0.00001234m, volume: 123_456_789_012m),
            Quote("CL=F", -37.63m, bid: -38.00m, ask: -37.50m, volume: 247_947),
            Quote("0700.HK", 321.4m, volume: 15_000_000),
            Quote("7203.T", 2_500m, volume: 100),
            Quote("ES1!", 5_900.25m, bid: 5_900.25m, ask: 5_900.50m, volume: 7),
            StockTicker.Domain.Quote.Unquoted(Find("CON"), Start),
            Quote("TRUE", 1.50m),
            Quote("NA", 0.00m),
            Quote("HUGE", 90_071_992.54m, bid: 90_071_992.53m, ask: 90_071_992.55m, volume: 0.00000001m),
            Quote("EURUSD=X", 1.08512m, bid: 1.08511m, ask: 1.08513m),
            Quote("btc-usd", 42_999.99m),
            Quote(LongSymbol, 43_000m),
        ],
        [
            new Trade(Find("CL=F"), Start.AddSeconds(-2), -40.32m, 2),
            new Trade(Find("CL=F"), Start, -37.63m, 1),
            new Trade(Find("SHIB/USDT"), Start.AddSeconds(-2), 0.00001230m, 0.5m),
            new Trade(Find("SHIB/USDT"), Start, 0.00001234m, 0),
            new Trade(Find("HUGE"), Start, 90_071_992.54m, 0.00000001m),
            new Trade(Find("ES1!"), Start, 5_900.25m, 7),
        ]);

    /// <summary>Finds an instrument.</summary>
    public static Instrument Find(string symbol) =>
        Instruments.TryGet(symbol, out var instrument) ? instrument : throw new ArgumentException($"There is no {symbol}.", nameof(symbol));

    /// <summary>Adds the market to an application.</summary>
    public static void AddTo(IServiceCollection services) => services.AddSingleton<IMarketSource>(new Source());

    /// <summary>Publishes quotes as the market's next batch.</summary>
    public static void Publish(IServiceProvider services, params ImmutableArray<Quote> quotes)
    {
        var book = services.GetRequiredService<StockBook>();
        var time = book.Snapshot.Time.AddMilliseconds(250);
        var trades = quotes.Where(quote => quote.Price is not null).Select(quote => new Trade(quote.Instrument, time, quote.Price!.Value, 1));
        services.GetRequiredService<StockHub>().Publish(
            book.Apply(new MarketMove(time, [.. quotes.Select(quote => quote with { Time = time })], [.. trades])));
    }

    /// <summary>Opens the market and leaves the rest to <see cref="Publish"/>.</summary>
    private sealed class Source : IMarketSource
    {
        public InstrumentCatalog Instruments => WorldMarket.Instruments;

        public bool IsSteady => false;

        public MarketOrigin Origin { get; } = new("A world market.");

        public IEnumerable<MarketMove> Open(DateTimeOffset time) => [Opening];

        public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

        public MarketMove? Advance(DateTimeOffset time) => null;
    }

    private static Instrument Of(string symbol, string name, decimal tickSize, decimal? previousClose) => new()
    {
        Index = 0,
        Symbol = Symbol.Parse(symbol),
        Name = name,
        TickSize = tickSize,
        PreviousClose = previousClose,
    };

    private static Quote Quote(string symbol, decimal price, decimal? bid = null, decimal? ask = null, decimal volume = 0) => new()
    {
        Instrument = Find(symbol),
        Price = price,
        Open = price,
        High = price,
        Low = price,
        Bid = bid,
        Ask = ask,
        BidSize = bid is null ? null : 0.5m,
        AskSize = ask is null ? null : 1_200,
        Volume = volume,
        Vwap = volume > 0 ? price : null,
        Time = Start,
    };
}
