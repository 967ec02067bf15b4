using System.Net;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Streaming;

public sealed class OpeningTests
{
    private static readonly string[] QuoteKeys =
        ["symbol", "price", "change", "changePercent", "bid", "ask", "bidSize", "askSize", "high", "low", "volume", "vwap", "time"];

    private static readonly string[] FullQuoteKeys =
    [
        "symbol", "name", "sector", "price", "change", "changePercent", "bid", "ask", "bidSize", "askSize",
        "open", "high", "low", "previousClose", "volume", "vwap", "time",
    ];

    [Fact]
    [Trait(Transport.Trait, Transport.Core)]
    public async Task A_stream_opens_with_retry_hello_and_a_snapshot_before_any_update()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream");

        var hello = await stream.NextAsync();
        var snapshot = await stream.NextAsync();

        Assert.StartsWith("retry: ", stream.Text, StringComparison.Ordinal);
        Assert.InRange(stream.Retry, 1500, 4500);
        Assert.Contains("\n: ", stream.Text, StringComparison.Ordinal);
        Assert.Equal("hello", hello.Type);
        Assert.Null(hello.Id);
        Assert.Equal(
            $$"""{"mode":"snapshot","reason":"new","time":{{TickerApplication.Start}},"channels":["quotes"],"version":"0.1.0","updateInterval":250,"heartbeat":10000,"interval":0}""",
            hello.Json);
        Assert.Equal("snapshot", snapshot.Type);
        Assert.Equal($"{TickerApplication.Start}-0", snapshot.Id);
        Assert.Equal(["time", "market", "quotes"], Keys(snapshot.Data));
        Assert.Equal("""{"state":"open","halted":[]}""", snapshot.Data.GetProperty("market").GetRawText());
        Assert.Equal(100, snapshot.Quotes.Count);
        Assert.Equal(["AAPL", "GOOGL", "MSFT"], snapshot.Quotes.Keys.Take(3));
        Assert.All(snapshot.Quotes.Values, quote => Assert.Equal(FullQuoteKeys, Keys(quote)));
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Core)]
    public async Task Update_events_have_the_contract_field_order_and_chained_ids()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream/quotes");
        var before = await stream.NextAsync("snapshot");

        var newest = await client.StepAsync(20);

        for (var i = 1; i <= 20; i++)
        {
            var quotes = await stream.NextAsync();
            Assert.Equal("quotes", quotes.Type);
            Assert.Equal($"{TickerApplication.Start}-{i}", quotes.Id);
            Assert.Equal(["prev", "time", "merged", "quotes"], Keys(quotes.Data));
            Assert.Equal(before.Id, quotes.Text("prev"));
            Assert.Equal(TickerApplication.Start + i * 250, quotes.Number("time"));
            Assert.Equal(0, quotes.Number("merged"));
            Assert.Equal(20, quotes.Quotes.Count);
            Assert.All(quotes.Quotes.Values, quote => Assert.Equal(QuoteKeys, Keys(quote)));
            before = quotes;
        }
        Assert.Equal(newest, before.Id);
    }

    [Fact]
    public async Task Prices_are_written_with_the_decimals_of_the_tick_size()
    {
        await using var application = new TickerApplication("Market:Instruments=3000");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream");
        var snapshot = await stream.NextAsync("snapshot");
        await client.StepAsync();
        var quotes = await stream.NextAsync("quotes");

        var decimals = snapshot.Quotes.ToDictionary(quote => quote.Key, quote => quote.Value.GetProperty("previousClose").GetDecimal() < 1 ? 4 : 2);
        Assert.Contains(4, decimals.Values);
        foreach (var (symbol, quote) in snapshot.Quotes.Concat(quotes.Quotes))
        {
            foreach (var price in new[] { "price", "change", "bid", "ask", "open", "high", "low", "previousClose", "vwap" })
            {
                if (quote.TryGetProperty(price, out var value))
                    Assert.Matches($@"\A-?(0|[1-9][0-9]*)\.[0-9]{{{decimals[symbol]}}}\z", value.GetRawText());
            }
        }
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Core)]
    public async Task The_response_headers_keep_proxies_from_buffering_the_stream()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var request = new HttpRequestMessage(method, "/stream");
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            Assert.Equal("no-store, no-transform", string.Join(", ", response.Headers.GetValues("Cache-Control")));
            Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Empty(response.Headers.Connection);
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Core)]
    public async Task HEAD_returns_no_body_and_opens_no_stream()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/stream");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(0, (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32());
    }

    [Theory]
    [InlineData("/stream")]
    [InlineData("/stream/quotes")]
    [InlineData("/stream/quotes,quotes")]
    public async Task Every_path_of_the_market_stream_sends_the_same_events(string path)
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, path);
        await stream.NextAsync("snapshot");
        await client.StepAsync();

        Assert.Equal($"{TickerApplication.Start}-1", (await stream.NextAsync("quotes")).Id);
    }

    private static string[] Keys(System.Text.Json.JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
