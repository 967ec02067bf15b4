using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StockTicker.Tests.Api;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Watchlists;

public sealed class WatchlistTests : IAsyncDisposable
{
    private readonly TickerApplication _application = new("Market:Instruments=10", "Market:QuotesPerUpdate=10");

    [Fact]
    public async Task A_watchlist_keeps_its_order_and_drops_duplicates()
    {
        using var ada = _application.ConnectAs("ada");
        Assert.Empty(await ada.WatchlistAsync());

        await ada.PutWatchlistAsync("msft", "AAPL", "MSFT");
        Assert.Equal(["MSFT", "AAPL"], await ada.WatchlistAsync());

        await ada.PutWatchlistAsync();
        Assert.Empty(await ada.WatchlistAsync());
    }

    [Theory]
    [InlineData("""{"symbols":["AAPL","NOPE","NADA"]}""", "NOPE, NADA")]
    [InlineData("""{"symbols":[null]}""", "null")]
    [InlineData("""{"symbols":null}""", "symbols")]
    [InlineData("""{}""", "symbols")]
    [InlineData("""{"symbols":"AAPL"}""", "JSON")]
    [InlineData("""{"symbols":[1]}""", "JSON")]
    [InlineData("""["AAPL"]""", "JSON")]
    [InlineData("{", "JSON")]
    public async Task An_invalid_watchlist_is_rejected_and_changes_nothing(string body, string named)
    {
        using var ada = SharedApplications.With("Market:Instruments=3").ConnectAs("ada");
        await ada.PutWatchlistAsync("AAPL");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        await ProblemAssert.IsProblemAsync(await ada.PutAsync("/me/watchlist", content, TestTimeout.Token), HttpStatusCode.BadRequest, named);
        Assert.Equal(["AAPL"], await ada.WatchlistAsync());
    }

    [Fact]
    public async Task Two_devices_do_not_overwrite_each_other()
    {
        using var ada = _application.ConnectAs("ada");
        using var seen = await ada.GetAsync("/me/watchlist", TestTimeout.Token);
        await ada.PutWatchlistAsync("AAPL");

        using var late = await PutAsync(ada, seen.Headers.ETag!);
        using var fresh = await ada.GetAsync("/me/watchlist", TestTimeout.Token);
        using var good = await PutAsync(ada, fresh.Headers.ETag!);

        await ProblemAssert.IsProblemAsync(late, HttpStatusCode.PreconditionFailed, "has changed");
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.NotEqual(fresh.Headers.ETag, good.Headers.ETag);
        Assert.Equal(["MSFT"], await ada.WatchlistAsync());

        static async Task<HttpResponseMessage> PutAsync(HttpClient client, EntityTagHeaderValue tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/me/watchlist");
            request.Headers.IfMatch.Add(tag);
            request.Content = new StringContent("""{"symbols":["MSFT"]}""", Encoding.UTF8, "application/json");
            return await client.SendAsync(request, TestTimeout.Token);
        }
    }

    [Fact]
    public async Task A_watchlist_stream_has_only_its_instruments_and_restarts_after_a_change()
    {
        using var ada = _application.ConnectAs("ada");
        await using var empty = await EventReader.OpenAsync(ada, "/stream?symbols=@watchlist");
        Assert.Empty((await empty.NextAsync("snapshot")).Quotes);
        await using var unchanged = await EventReader.OpenAsync(ada, "/stream?symbols=@watchlist", await ada.StepAsync());
        Assert.Equal("resumed", (await unchanged.NextAsync()).Text("reason"));

        await ada.PutWatchlistAsync("MSFT", "AAPL");
        await using var stream = await EventReader.OpenAsync(ada, "/stream?symbols=@watchlist");
        Assert.Equal(["AAPL", "MSFT"], (await stream.NextAsync("snapshot")).Quotes.Keys);
        var cursor = await ada.StepAsync();
        Assert.Equal(["AAPL", "MSFT"], (await stream.NextAsync("quotes")).Quotes.Keys);

        // The cursor does not identify the instruments of the stream.
        await ada.PutWatchlistAsync("GOOGL");
        await using var back = await EventReader.OpenAsync(ada, "/stream?symbols=@watchlist", cursor);
        Assert.Equal(("snapshot", "trimmed"), ((await back.NextAsync()) is var hello ? (hello.Text("mode"), hello.Text("reason")) : default));
        Assert.Equal(["GOOGL"], (await back.NextAsync("snapshot")).Quotes.Keys);
    }

    [Theory]
    [InlineData("PUT", "/me/watchlist", """{"symbols":["AAPL"]}""")]
    [InlineData("PUT", "/me/watchlists", """{"watchlists":[{"name":"Tech","symbols":["AAPL"]}]}""")]
    [InlineData("PUT", "/me/positions", """{"positions":[{"symbol":"AAPL","quantity":1,"cost":1}]}""")]
    [InlineData("POST", "/me/alerts", """{"symbol":"AAPL","condition":"above","threshold":1}""")]
    [InlineData("DELETE", "/me/alerts/1", null)]
    public async Task Cross_site_requests_change_nothing(string method, string path, string? body)
    {
        using var ada = _application.ConnectAs("ada");
        foreach (var (header, value) in new[] { ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://elsewhere.example"), ("Origin", "null") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add(header, value);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            await ProblemAssert.IsProblemAsync(await ada.SendAsync(request, TestTimeout.Token), HttpStatusCode.Forbidden, "pages of another site");
        }
        Assert.Empty(await ada.WatchlistAsync());
        Assert.Empty(await ada.AlertsAsync());
        Assert.Equal(0, (await ada.GetJsonAsync("/me/watchlists")).GetProperty("watchlists").GetArrayLength());
        Assert.Equal(0, (await ada.GetJsonAsync("/me/positions")).GetProperty("positions").GetArrayLength());
    }

    [Theory]
    [InlineData("PUT", "/me/watchlist", 400)]
    [InlineData("PUT", "/me/watchlist", 413)]
    [InlineData("PUT", "/me/watchlist", 415)]
    [InlineData("PUT", "/me/watchlists", 400)]
    [InlineData("PUT", "/me/watchlists", 413)]
    [InlineData("PUT", "/me/watchlists", 415)]
    [InlineData("PUT", "/me/positions", 400)]
    [InlineData("PUT", "/me/positions", 413)]
    [InlineData("PUT", "/me/positions", 415)]
    [InlineData("POST", "/me/alerts", 400)]
    [InlineData("POST", "/me/alerts", 413)]
    [InlineData("POST", "/me/alerts", 415)]
    public async Task An_invalid_body_is_rejected_as_described(string method, string path, int status)
    {
        using var ada = SharedApplications.With("Market:Instruments=3").ConnectAs("ada");
        var api = await DescribedApi.ReadAsync(ada);
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = new StringContent(
                status == 413 ? $$"""{"symbols":["{{new string('A', 20_000)}}"]}""" : "{", Encoding.UTF8, status == 415 ? "text/plain" : "application/json");
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await ada.SendAsync(request, TestTimeout.Token);

            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Contains(status, api.Operation(method, path).Statuses);
        }
    }

    [Fact]
    public async Task A_response_matches_its_schema()
    {
        using var ada = _application.ConnectAs("ada");
        var api = await DescribedApi.ReadAsync(ada);
        await ada.PutWatchlistAsync("AAPL");
        api.AssertMatches("Watchlist", await ada.GetJsonAsync("/me/watchlist"));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
