using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Market;

namespace StockTicker.Tests.Quotes;

/// <summary>Symbols and prices as the world has them, over HTTP.</summary>
public sealed class WorldPriceTests : IAsyncLifetime
{
    private readonly TickerApplication _application = new(WorldMarket.AddTo, "PathBase=/app");
    private HttpClient _client = null!;

    public ValueTask InitializeAsync()
    {
        _client = _application.Connect();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task Json_has_the_decimals_of_the_tick_size_and_no_key_for_what_is_unknown()
    {
        Assert.Equal(
            """{"symbol":"SHIB/USDT","name":"Shiba Inu","sector":"Crypto","currency":"USDT","tickSize":0.00000001,"price":0.00001234,"change":0.00000034,"changePercent":2.83,"bid":0.00001233,"ask":0.00001234,"bidSize":0.5,"askSize":1200,"open":0.00001234,"high":0.00001234,"low":0.00001234,"previousClose":0.00001200,"volume":123456789012,"vwap":0.00001234,"time":1767623400000}""",
            await TextAsync("/quotes/SHIB%2FUSDT"));
        Assert.Equal(
            """{"symbol":"CL=F","name":"Crude oil, May 2020","sector":"Energy","price":-37.63,"change":-55.90,"changePercent":-305.97,"bid":-38.00,"ask":-37.50,"bidSize":0.5,"askSize":1200,"open":-37.63,"high":-37.63,"low":-37.63,"previousClose":18.27,"volume":247947,"vwap":-37.63,"time":1767623400000}""",
            await TextAsync("/quotes/CL%3DF"));
        // An index has no bid, a new listing no previous close, and what has not traded no price.
        Assert.Equal(
            """{"symbol":"^GSPC","name":"S\u0026P 500","price":5900.00,"change":18.37,"changePercent":0.31,"open":5900.00,"high":5900.00,"low":5900.00,"previousClose":5881.63,"volume":0,"time":1767623400000}""",
            await TextAsync("/quotes/^GSPC"));
        Assert.Equal("""{"symbol":"CON","name":"Not traded yet","previousClose":10.00,"volume":0,"time":1767623400000}""", await TextAsync("/quotes/con"));
        var (bitcoin, zero, negative) = (await JsonAsync("/quotes/btc%2Fusd"), await JsonAsync("/quotes/TRUE"), await JsonAsync("/quotes/NA"));
        Assert.Equal((false, false, "0.01"), (bitcoin.TryGetProperty("change", out _), bitcoin.TryGetProperty("changePercent", out _), bitcoin.GetProperty("tickSize").GetRawText()));
        Assert.Equal(("1.50", false), (zero.GetProperty("change").GetRawText(), zero.TryGetProperty("changePercent", out _)));
        Assert.Equal(("0.00", "1.25", "100.00"), (Raw(negative, "price"), Raw(negative, "change"), Raw(negative, "changePercent")));
        Assert.Equal("90071992.54", Raw(await JsonAsync("/quotes/HUGE"), "price"));
    }

    [Fact]
    public async Task Every_symbol_is_found_in_any_case_and_has_one_page()
    {
        foreach (var symbol in WorldMarket.Instruments.Select(instrument => instrument.Symbol.Value))
        {
            var escaped = Uri.EscapeDataString(symbol);
            foreach (var path in new[] { $"/quotes/{escaped}", $"/quotes/{escaped}/candles", $"/quotes/{escaped}/trades?limit=1" })
                Assert.Equal(symbol, (await JsonAsync($"/app{path}")).GetProperty("symbol").GetString());
            var other = Uri.EscapeDataString(symbol.Any(char.IsAsciiLetterLower) ? symbol.ToUpperInvariant() : symbol.ToLowerInvariant());
            Assert.Equal(symbol, (await JsonAsync($"/quotes?symbols={other}")).GetProperty("quotes")[0].GetProperty("symbol").GetString());

            using var page = await _client.GetAsync($"/app/stocks/{escaped}", TestTimeout.Token);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            var html = await page.Content.ReadAsStringAsync(TestTimeout.Token);
            Assert.Contains($"data-instrument=\"{symbol.Replace("+", "&#x2B;", StringComparison.Ordinal)}\"", html, StringComparison.Ordinal);
            if (other == escaped)
                continue;
            using var canonical = await _client.GetAsync($"/app/stocks/{other}", TestTimeout.Token);
            Assert.Equal(
                (HttpStatusCode.OK, $"/app/stocks/{symbol}"),
                (canonical.StatusCode, Uri.UnescapeDataString(canonical.RequestMessage!.RequestUri!.AbsolutePath)));
        }
    }

    [Fact]
    public async Task Csv_has_all_columns_and_no_formula()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/quotes") { Headers = { { "Accept", "text/csv" } } };
        using var response = await _client.SendAsync(request, TestTimeout.Token);
        var lines = (await response.Content.ReadAsStringAsync(TestTimeout.Token)).Split("\r\n");

        Assert.Equal(QuoteFields.All.Select(field => field.Name), lines[0].Split(','));
        Assert.Equal("CON,Not traded yet,,,,,,,,,,,,,,10.00,0,,1767623400000", lines.Single(line => line.StartsWith("CON,", StringComparison.Ordinal)));
        Assert.StartsWith("btc-usd,\"'=HYPERLINK(\"\"x\"\"), <b>'&amp;\",", lines.Single(line => line.StartsWith("btc-usd,", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.All(lines.Skip(1).SkipLast(1), line => Assert.DoesNotContain(line[0], "=+-@"));
    }

    [Fact]
    public async Task Candles_and_trades_keep_every_digit()
    {
        var oil = (await JsonAsync("/quotes/CL%3DF/candles?interval=1m")).GetProperty("candles")[0];
        Assert.Equal(("-40.32", "-40.32"), (Raw(oil, "open"), Raw(oil, "low")));
        Assert.Equal("""[{"time":1767623400000,"price":0.00001234},{"time":1767623398000,"price":0.00001230,"size":0.5}]""",
            (await JsonAsync("/quotes/SHIB%2FUSDT/trades")).GetProperty("trades").GetRawText());
        var huge = (await JsonAsync("/quotes/HUGE/candles")).GetProperty("candles")[0];
        Assert.Equal(("90071992.54", "0.00000001"), (Raw(huge, "close"), Raw(huge, "volume")));
    }

    [Fact]
    public async Task A_bid_that_is_gone_has_no_key_in_the_next_event()
    {
        await using var stream = await EventReader.OpenAsync(_client, "/stream?symbols=es1!");
        var snapshot = await stream.NextAsync("snapshot");
        WorldMarket.Publish(_application.Services, WorldMarket.Opening.Quotes[WorldMarket.Find("ES1!").Index] with { Bid = null, BidSize = null });
        var update = await stream.NextAsync("quotes");

        Assert.Equal("5900.25", snapshot.Quotes["ES1!"].GetProperty("bid").GetRawText());
        Assert.False(update.Quotes["ES1!"].TryGetProperty("bid", out _));
        Assert.Equal("5900.50", update.Quotes["ES1!"].GetProperty("ask").GetRawText());
    }

    [Fact]
    public async Task Alerts_take_any_price_that_the_instrument_can_have()
    {
        using var ada = _application.ConnectAs("ada");
        async Task<(HttpStatusCode, string)> ArmAsync(string symbol, string condition, decimal threshold)
        {
            using var response = await ada.PostAsJsonAsync("/me/alerts", new { symbol, condition, threshold }, TestTimeout.Token);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(TestTimeout.Token));
        }

        Assert.Contains("\"decimals\":2,\"condition\":\"below\",\"threshold\":-40.00,\"reference\":-37.63", (await ArmAsync("cl=f", "below", -40)).Item2, StringComparison.Ordinal);
        Assert.Contains("\"threshold\":0.00001300,", (await ArmAsync("SHIB/USDT", "above", 0.000013m)).Item2, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await ArmAsync("NA", "above", 0)).Item1);
        var (zero, zeroWords) = await ArmAsync("NA", "percent", 5);
        var (untraded, untradedWords) = await ArmAsync("CON", "above", 5);
        var (negative, negativeWords) = await ArmAsync("BRK.B", "below", -1);
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (zero, untraded, negative));
        Assert.Contains("NA is at 0", zeroWords, StringComparison.Ordinal);
        Assert.Contains("CON has not traded yet", untradedWords, StringComparison.Ordinal);
        Assert.Contains("above 0", negativeWords, StringComparison.Ordinal);

        // A percentage of a negative price is of its absolute value: from -37.63 by 10 % to -33.867 or -41.393.
        await ArmAsync("CL=F", "percent", 10);
        WorldMarket.Publish(_application.Services, WorldMarket.Opening.Quotes[WorldMarket.Find("CL=F").Index] with { Price = -39.00m });
        // The one on NA has fired, which is at 0 already.
        await Eventually.TrueAsync(async () => await ArmedAsync() == 3);
        WorldMarket.Publish(_application.Services, WorldMarket.Opening.Quotes[WorldMarket.Find("CL=F").Index] with { Price = -41.40m });
        await Eventually.TrueAsync(async () => await ArmedAsync() == 1);

        async Task<int> ArmedAsync() => (await ada.GetJsonAsync("/me/alerts")).GetProperty("alerts").EnumerateArray().Count(alert => alert.GetProperty("armed").GetBoolean());
    }

    [Theory]
    [InlineData("/app/")]
    [InlineData("/app/?sort=changePercent&order=desc")]
    [InlineData("/app/?symbols=btc%2Fusd,CL%3DF")]
    [InlineData("/quotes?symbols=%40nobody", HttpStatusCode.BadRequest)]
    [InlineData("/quotes/BTC/USD")]
    [InlineData("/app/quotes/BTC/USD/candles?limit=1")]
    [InlineData("/app/stocks/BTC/USD")]
    [InlineData("/quotes/BTC%252FUSD", HttpStatusCode.NotFound)]
    [InlineData("/stocks/BTC%252FUSD", HttpStatusCode.NotFound)]
    [InlineData("/stocks/..%2F..%2Fquotes", HttpStatusCode.NotFound)]
    public async Task Pages_and_lists_answer(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await _client.GetAsync(path, TestTimeout.Token);
        Assert.Equal(status, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestTimeout.Token);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("-0.00<", text, StringComparison.Ordinal);
    }

    private async Task<JsonElement> JsonAsync(string path) => JsonSerializer.Deserialize<JsonElement>(await TextAsync(path));

    private async Task<string> TextAsync(string path)
    {
        using var response = await _client.GetAsync(path, TestTimeout.Token);
        var text = await response.Content.ReadAsStringAsync(TestTimeout.Token);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return text;
    }

    private static string Raw(JsonElement element, string field) => element.GetProperty(field).GetRawText();
}
