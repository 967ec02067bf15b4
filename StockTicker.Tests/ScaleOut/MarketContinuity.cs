using System.Globalization;
using System.Text.Json;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.ScaleOut;

/// <summary>The prices, sessions, and candles of a market at some time, with which those after a failure are compared.</summary>
internal sealed class MarketContinuity
{
    private const int WithCandles = 5;
    private const long Minute = 60_000;

    private readonly Dictionary<string, JsonElement> _quotes;
    private readonly Dictionary<string, List<JsonElement>> _candles = [];

    private MarketContinuity(Dictionary<string, JsonElement> quotes) => _quotes = quotes;

    /// <summary>Reads the market from an instance.</summary>
    public static async Task<MarketContinuity> ReadAsync(HttpClient client)
    {
        // Candles first, so that they are not newer than the quotes.
        var symbols = (await QuotesAsync(client)).Keys.Take(WithCandles);
        var candles = new Dictionary<string, List<JsonElement>>();
        foreach (var symbol in symbols)
            candles[symbol] = [.. (await client.GetJsonAsync($"/quotes/{symbol}/candles?interval=1m&limit=1000")).GetProperty("candles").EnumerateArray()];
        var market = new MarketContinuity(await QuotesAsync(client));
        foreach (var (symbol, read) in candles)
            market._candles[symbol] = read;
        return market;
    }

    /// <summary>Asserts that this market continues an earlier one: nothing has begun again, and no price has jumped.</summary>
    public void AssertContinues(MarketContinuity earlier)
    {
        foreach (var (symbol, was) in earlier._quotes)
        {
            var now = _quotes[symbol];
            Assert.Equal(Of(was, "open"), Of(now, "open"));
            Assert.InRange(Of(now, "high"), Of(was, "high"), decimal.MaxValue);
            Assert.InRange(Of(now, "low"), 0, Of(was, "low"));
            Assert.InRange(Of(now, "volume"), Of(was, "volume"), decimal.MaxValue);
            // Ten standard deviations at the highest volatility, and a jump.
            var seconds = Math.Max(0, now.GetProperty("time").GetInt64() - was.GetProperty("time").GetInt64()) / 1000.0;
            var change = (double)Math.Abs(Of(now, "price") / Of(was, "price") - 1);
            Assert.True(change < 0.03 + 0.01 * Math.Sqrt(seconds), string.Create(CultureInfo.InvariantCulture, $"{symbol} changed by {change:P2} in {seconds} s."));
        }
        foreach (var (symbol, before) in earlier._candles)
        {
            // The last one could still change.
            var after = _candles[symbol];
            Assert.Equal(before.SkipLast(1).Select(candle => candle.GetRawText()), after.Take(before.Count - 1).Select(candle => candle.GetRawText()));
            var times = after.Select(candle => candle.GetProperty("time").GetInt64()).ToList();
            Assert.InRange(times.Zip(times.Skip(1)).Count(pair => pair.Second - pair.First != Minute), 0, 1);
        }
    }

    private static async Task<Dictionary<string, JsonElement>> QuotesAsync(HttpClient client) =>
        (await client.GetJsonAsync("/quotes")).GetProperty("quotes").EnumerateArray().ToDictionary(quote => quote.GetProperty("symbol").GetString()!);

    private static decimal Of(JsonElement quote, string field) => quote.GetProperty(field).GetDecimal();
}
