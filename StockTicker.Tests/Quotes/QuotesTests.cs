using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Quotes;

public sealed class QuotesTests
{
    private static readonly string Opening = $"{TickerApplication.Start}-0";

    [Fact]
    public async Task All_quotes_have_the_id_and_time_of_the_newest_batch()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();

        var before = await client.GetJsonAsync("/quotes");
        var newest = await client.StepAsync(4);
        var after = await client.GetJsonAsync("/quotes");

        Assert.Equal((Opening, TickerApplication.Start), (before.GetProperty("id").GetString(), before.GetProperty("time").GetInt64()));
        Assert.Equal((newest, TickerApplication.Start + 1000), (after.GetProperty("id").GetString(), after.GetProperty("time").GetInt64()));
        Assert.Equal(["id", "time", "quotes"], after.EnumerateObject().Select(property => property.Name));
        Assert.Equal(100, after.GetProperty("quotes").GetArrayLength());
    }

    [Fact]
    public async Task Symbols_filter_the_quotes_and_unknown_ones_are_named()
    {
        var application = SharedApplications.With();
        using var client = application.Connect();

        var two = (await client.GetJsonAsync("/quotes?symbols=MSFT,aapl")).GetProperty("quotes");

        Assert.Equal(["AAPL", "MSFT"], two.EnumerateArray().Select(quote => quote.GetProperty("symbol").GetString()));
        await ProblemAssert.IsProblemAsync(await client.GetAsync("/quotes?symbols=AAPL,NOPE,NADA", TestTimeout.Token), HttpStatusCode.BadRequest, "NOPE, NADA");
    }

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("text/csv, application/json;q=0.5", true)]
    [InlineData("text/*", true)]
    [InlineData("application/json, text/csv;q=0.5", false)]
    [InlineData("text/csv;q=0", false)]
    [InlineData("TEXT/CSV", true)]
    [InlineData("text/csv;header=present", true)]
    [InlineData("application/json;q=0.1, text/*;q=0.2", true)]
    [InlineData("text/*, text/csv;q=0.1, */*;q=0.5", false)]
    [InlineData("application/json;q=0, text/csv;q=0", false)]
    [InlineData("text/html, */*;q=0.8", false)]
    [InlineData("*/*", false)]
    [InlineData(null, false)]
    public async Task The_format_follows_the_quality_values_in_Accept(string? accept, bool csv)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.Connect();

        using var response = await GetAsync(client, "/quotes", accept: accept);

        Assert.Equal(csv ? "text/csv" : "application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Accept, Accept-Encoding", string.Join(", ", response.Headers.Vary));
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task CSV_has_the_JSON_fields_in_the_same_order()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await client.StepAsync(10);
        var quotes = (await client.GetJsonAsync("/quotes")).GetProperty("quotes").EnumerateArray().ToList();

        using var response = await GetAsync(client, "/quotes", accept: "text/csv");
        var lines = (await response.Content.ReadAsStringAsync(TestTimeout.Token)).Split("\r\n");

        Assert.Equal(string.Join(',', quotes[0].EnumerateObject().Select(property => property.Name)), lines[0]);
        Assert.Equal("", lines[^1]);
        Assert.Equal(quotes.Count, lines.Length - 2);
        for (var i = 0; i < quotes.Count; i++)
            Assert.Equal(string.Join(',', quotes[i].EnumerateObject().Select(property => Field(property.Value))), lines[i + 1]);

        static string Field(System.Text.Json.JsonElement value)
        {
            var text = value.ToString();
            return text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text;
        }
    }

    [Fact]
    public async Task An_ETag_matches_until_id_format_or_symbols_differ()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        using var first = await GetAsync(client, "/quotes");
        var tag = first.Headers.ETag!;

        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync("/quotes"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/quotes", accept: "text/csv"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/quotes?symbols=AAPL"));
        await client.StepAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/quotes"));

        async Task<HttpStatusCode> StatusAsync(string path, string? accept = null)
        {
            using var response = await GetAsync(client, path, accept, tag);
            Assert.NotNull(response.Headers.ETag);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task A_single_quote_equals_the_one_among_all_quotes()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await client.StepAsync(10);
        var all = (await client.GetJsonAsync("/quotes")).GetProperty("quotes").EnumerateArray().First();

        Assert.Equal(all.GetRawText(), await client.GetStringAsync("/quotes/AAPL", TestTimeout.Token));
        Assert.Equal(all.GetRawText(), await client.GetStringAsync("/quotes/aapl", TestTimeout.Token));
    }

    [Theory]
    [InlineData("/quotes/NOPE", HttpStatusCode.NotFound, "'NOPE'")]
    [InlineData("/quotes/BRK%2FB", HttpStatusCode.NotFound, "'BRK/B'")]
    [InlineData("/quotes/BRK%2fB/trades", HttpStatusCode.NotFound, "'BRK/B'")]
    [InlineData("/quotes/NOPE/candles", HttpStatusCode.NotFound, "'NOPE'")]
    [InlineData("/quotes/NOPE/trades", HttpStatusCode.NotFound, "'NOPE'")]
    [InlineData("/quotes/AAPL/candles?interval=2s", HttpStatusCode.BadRequest, "1s, 5s or 1m")]
    [InlineData("/quotes/AAPL/candles?limit=0", HttpStatusCode.BadRequest, "1 to 1000")]
    [InlineData("/quotes/AAPL/candles?limit=1001", HttpStatusCode.BadRequest, "1 to 1000")]
    [InlineData("/quotes/AAPL/trades?limit=few", HttpStatusCode.BadRequest, "'few'")]
    [InlineData("/quotes/AAPL/nothing", HttpStatusCode.NotFound, "/quotes/AAPL/nothing")]
    public async Task Unknown_or_invalid_requests_return_problem_details(string path, HttpStatusCode status, string named)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.Connect();
        await ProblemAssert.IsProblemAsync(await client.GetAsync(path, TestTimeout.Token), status, named);
    }

    [Fact]
    public async Task Trades_are_newest_first_and_add_up_to_the_volume()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Market:QuotesPerUpdate=3");
        using var client = application.Connect();
        await client.StepAsync(100);

        var answer = await client.GetJsonAsync("/quotes/MSFT/trades?limit=1000");
        var trades = answer.GetProperty("trades").EnumerateArray().ToList();
        var quote = await client.GetJsonAsync("/quotes/MSFT");

        Assert.Equal("MSFT", answer.GetProperty("symbol").GetString());
        Assert.Equal(["time", "price", "size"], trades[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(trades.Select(trade => trade.GetProperty("time").GetInt64()).OrderDescending(), trades.Select(trade => trade.GetProperty("time").GetInt64()));
        Assert.Equal(quote.GetProperty("price").GetRawText(), trades[0].GetProperty("price").GetRawText());
        Assert.Equal(quote.GetProperty("volume").GetInt64(), trades.Sum(trade => trade.GetProperty("size").GetInt64()));
        Assert.Equal(5, (await client.GetJsonAsync("/quotes/MSFT/trades?limit=5")).GetProperty("trades").GetArrayLength());
    }

    [Theory]
    [InlineData("1s", 1000)]
    [InlineData("5s", 5000)]
    [InlineData("1m", 60_000)]
    public async Task Candles_are_oldest_first_and_cover_the_trades_of_their_interval(string interval, long length)
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Market:QuotesPerUpdate=2");
        using var client = application.Connect();
        await client.StepAsync(300);
        var trades = (await client.GetJsonAsync("/quotes/AAPL/trades?limit=1000")).GetProperty("trades").EnumerateArray().Reverse()
            .Select(trade => (Time: trade.GetProperty("time").GetInt64(), Price: trade.GetProperty("price").GetDecimal(), Size: trade.GetProperty("size").GetInt64()));

        var answer = await client.GetJsonAsync($"/quotes/AAPL/candles?interval={interval}&limit=1000");

        Assert.Equal(["symbol", "interval", "candles"], answer.EnumerateObject().Select(property => property.Name));
        var expected = trades.GroupBy(trade => trade.Time / length * length).Select(candle => string.Create(CultureInfo.InvariantCulture,
            $$"""{"time":{{candle.Key}},"open":{{candle.First().Price}},"high":{{candle.Max(trade => trade.Price)}},"low":{{candle.Min(trade => trade.Price)}},"close":{{candle.Last().Price}},"volume":{{candle.Sum(trade => trade.Size)}}}"""));
        Assert.Equal(expected, answer.GetProperty("candles").EnumerateArray().Select(candle => candle.GetRawText()));
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string? accept = null, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await client.SendAsync(request, TestTimeout.Token);
    }
}
