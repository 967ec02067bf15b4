using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Api;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Market;

public sealed class FeedTests
{
    [Fact]
    public async Task Trades_and_quotes_list_their_instruments_and_streams_that_are_open_get_all_of_their_fields()
    {
        await using var application = new TickerApplication("Market:Source=feed");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream");
        Assert.Empty((await stream.NextAsync("snapshot")).Data.GetProperty("quotes").EnumerateArray());
        using var empty = await client.GetAsync("/", TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);

        var fed = await PostAsync(client, "trades", """[{"symbol":"btc/usd","price":"64250.5","size":0.25,"time":1767623400000},{"symbol":"A","price":-37.63}]""");
        await PostAsync(client, "quotes", """{"symbol":"BTC/USD","bid":64250,"bidSize":1.50,"askSize":null}""");
        await client.StepAsync();

        Assert.Equal("""{"accepted":2,"rejected":0,"errors":[]}""", fed.GetRawText());
        var listed = (await stream.NextAsync("quotes")).Data.GetProperty("quotes");
        Assert.Equal(
            """
            {"symbol":"btc/usd","name":"btc/usd","tickSize":0.01,"price":64250.50,"bid":64250.00,"bidSize":1.5,"open":64250.50,"high":64250.50,"low":64250.50,"volume":0.25,"vwap":64250.50,"time":1767623400000}
            """,
            listed[0].GetRawText());
        await PostAsync(client, "trades", """[{"symbol":"A","price":1.12345}]""");
        await PostAsync(client, "trades", """[{"symbol":"btc/usd","price":64251}]""");
        await client.StepAsync();
        var changed = (await stream.NextAsync("quotes")).Data.GetProperty("quotes");
        // Its prices have more decimals now, which is among the fields that are otherwise constant.
        Assert.Equal(("-37.63000", "1.12345"), (changed[1].GetProperty("open").GetRawText(), changed[1].GetProperty("price").GetRawText()));
        Assert.False(changed[0].TryGetProperty("name", out _));
        Assert.Equal(2, (await client.GetJsonAsync("/quotes/a/trades")).GetProperty("trades").GetArrayLength());
        using var page = await client.GetAsync("/", TestTimeout.Token);
        Assert.Contains("64,251.00", await page.Content.ReadAsStringAsync(TestTimeout.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_published_as_it_arrives_and_answers_with_counts_and_errors()
    {
        await using var application = new TickerApplication("Market:Source=feed", "Market:Clock=system");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream");
        await stream.NextAsync("snapshot");
        using var body = new OpenBody();
        using var request = Request("trades", body);
        var responding = client.SendAsync(request, TestTimeout.Token);

        await body.WriteAsync("{\"symbol\":\"A\",\"price\":1}\n{\"sym");
        Assert.Equal("1.00", (await stream.NextAsync("quotes")).Data.GetProperty("quotes")[0].GetProperty("price").GetRawText());
        await body.WriteAsync("bol\":\"A\",\"price\":2}\r\n\n");
        Assert.Equal("2.00", (await stream.NextAsync("quotes")).Data.GetProperty("quotes")[0].GetProperty("price").GetRawText());
        await body.WriteAsync(
            "{\n{\"symbol\":\"A\"}\n{\"price\":1}\n{\"symbol\":\"A B\",\"price\":1}\n{\"symbol\":\"A\",\"price\":\"x\"}\n{\"symbol\":\"A\",\"price\":1e28}\n"
            + "{\"symbol\":\"A\",\"price\":{\"a\":[1]}}\n[]\n{\"symbol\":\"A\",\"price\":1} {}\n{\"symbol\":\"A\",\"price\":1,\"time\":\"2999-01-01\"}\n"
            + $"{{\"symbol\":\"{new string('x', 20_000)}\"}}\n{{\"symbol\":\"A\",\"price\":3}}");
        body.End();

        using var response = await responding;
        var fed = await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token);
        (await DescribedApi.ReadAsync(client)).AssertMatches("Fed", fed);
        Assert.Equal((3, 11), (fed.GetProperty("accepted").GetInt32(), fed.GetProperty("rejected").GetInt32()));
        Assert.Equal("3.00", (await stream.NextAsync("quotes")).Data.GetProperty("quotes")[0].GetProperty("price").GetRawText());
        Assert.Equal(
            [
                "3 the line is not valid JSON", "4 the price is missing", "5 the symbol is missing", "6 the symbol is not valid", "7 price is not a number",
                "8 a price is too large for the decimals of the instrument", "9 price is not a number", "10 the line is not a JSON object",
                "11 the line is not valid JSON", "12 the time is in the future", "13 the line is too long",
            ],
            fed.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("line")} {error.GetProperty("error").GetString()}"));
    }

    [Fact]
    public async Task A_listed_instrument_shows_before_it_trades_and_keeps_its_tick_size()
    {
        using var folder = new MarketFolder();
        var list = folder.Write("list.csv", "symbol,name,previousClose,tickSize\nCL=F,Crude oil,-37.63,0.01\n");
        await using var application = new TickerApplication("Market:Source=feed", $"Market:List={list}");
        using var client = application.Connect();
        Assert.Equal("Crude oil", (await client.GetJsonAsync("/quotes")).GetProperty("quotes")[0].GetProperty("name").GetString());

        await PostAsync(client, "trades", """[{"symbol":"cl=f","price":10.009,"size":1}]""");
        await client.StepAsync();

        var quote = (await client.GetJsonAsync("/quotes?symbols=CL%3DF")).GetProperty("quotes")[0];
        Assert.Equal(("10.01", "126.60"), (quote.GetProperty("price").GetRawText(), quote.GetProperty("changePercent").GetRawText()));
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_refused_when_its_token_expires_and_what_came_before_stays_published()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(time), "Market:Source=feed", "Market:Clock=system");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream");
        await stream.NextAsync("snapshot");
        await using var feed = await RawConnection.OpenAsync(application.Address);
        const string Line = "{\"symbol\":\"A\",\"price\":1}\n";
        await feed.SendAsync(
            $"POST /market/trades HTTP/1.1\r\nHost: tests\r\nAuthorization: Bearer {Tokens.Make("feed")}\r\n"
            + $"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n{Line.Length:x}\r\n{Line}\r\n");
        Assert.Equal("1.00", (await stream.NextAsync("quotes")).Data.GetProperty("quotes")[0].GetProperty("price").GetRawText());

        // The token is valid for an hour.
        time.Advance(TimeSpan.FromMinutes(59));
        time.Advance(TimeSpan.FromMinutes(2));

        await feed.ReadUntilAsync("The token has expired. 1 of 1 lines before that were published.");
        Assert.Equal("1.00", (await client.GetJsonAsync("/quotes/A")).GetProperty("price").GetRawText());
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string what, string json)
    {
        using var request = Request(what, new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")));
        using var response = await client.SendAsync(request, TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token);
    }

    private static HttpRequestMessage Request(string what, HttpContent content) => new(HttpMethod.Post, $"/market/{what}")
    {
        Content = content,
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("feed")) },
    };

    /// <summary>A body that is written while the request is under way.</summary>
    private sealed class OpenBody : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public OpenBody() => Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");

        public async Task WriteAsync(string text)
        {
            var stream = await _stream.Task.WaitAsync(TestTimeout.Token);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestTimeout.Token);
            await stream.FlushAsync(TestTimeout.Token);
        }

        public void End() => _end.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            _stream.SetResult(stream);
            await _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
