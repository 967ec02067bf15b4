using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StockTicker.Tests.Api;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Alerts;

public sealed class AlertTests
{
    [Fact]
    public async Task An_alert_fires_once_until_it_is_rearmed()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Market:QuotesPerUpdate=3");
        using var ada = application.ConnectAs("ada");
        await using var stream = await EventReader.OpenAsync(ada, "/stream/quotes,me?symbols=AAPL");
        await stream.NextAsync("snapshot");
        var price = await ada.PriceAsync("AAPL");
        var armed = await ada.ArmAsync("aapl", "above", price - 1);
        Assert.True(armed.GetProperty("armed").GetBoolean());
        Assert.Equal(price, armed.GetProperty("reference").GetDecimal());

        await ada.StepAsync(20);

        var first = await stream.NextAsync();
        var alert = await stream.NextAsync();
        Assert.Equal(("quotes", "alert"), (first.Type, alert.Type));
        Assert.Equal(["symbol", "condition", "threshold", "price", "time"], alert.Data.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("AAPL", "above"), (alert.Text("symbol"), alert.Text("condition")));
        Assert.Equal(first.Quotes["AAPL"].GetProperty("price").GetRawText(), alert.Data.GetProperty("price").GetRawText());
        Assert.Equal(first.Number("time"), alert.Number("time"));
        for (var i = 1; i < 20; i++)
            Assert.Equal("quotes", (await stream.NextAsync()).Type);
        var fired = Assert.Single(await ada.AlertsAsync());
        Assert.False(fired.GetProperty("armed").GetBoolean());
        Assert.Equal(alert.Number("time"), fired.GetProperty("firedAt").GetInt64());

        var again = await ada.ArmAsync("AAPL", "above", price - 1);
        await ada.StepAsync();
        Assert.Equal(armed.GetProperty("id").GetInt64(), again.GetProperty("id").GetInt64());
        Assert.Equal("alert", (await stream.NextAsync("alert")).Type);
        Assert.Single(await ada.AlertsAsync());
    }

    [Theory]
    [InlineData("above")]
    [InlineData("below")]
    [InlineData("percent")]
    public async Task Each_condition_fires_at_the_first_price_that_meets_it(string condition)
    {
        const int Steps = 400;
        await using var twin = new TickerApplication("Market:Instruments=3", "Market:QuotesPerUpdate=3", "Market:Model:Speed=1000");
        await using var application = new TickerApplication("Market:Instruments=3", "Market:QuotesPerUpdate=3", "Market:Model:Speed=1000");
        using var seer = twin.Connect();
        var start = await seer.PriceAsync("MSFT");
        await using var future = await EventReader.OpenAsync(seer, "/stream?symbols=MSFT");
        await seer.StepAsync(Steps);
        var prices = new List<decimal>();
        for (var i = 0; i < Steps; i++)
            prices.Add((await future.NextAsync("quotes")).Quotes["MSFT"].GetProperty("price").GetDecimal());
        // Halfway to the farthest price that will be reached.
        var threshold = condition switch
        {
            "above" => Math.Round((start + prices.Max()) / 2, 2),
            "below" => Math.Round((start + prices.Min()) / 2, 2),
            _ => prices.Max(price => Math.Abs(price - start)) / start * 50,
        };
        var meeting = prices.FindIndex(price => condition switch
        {
            "above" => price >= threshold,
            "below" => price <= threshold,
            _ => Math.Abs(price - start) / start * 100 >= threshold,
        });
        Assert.InRange(meeting, 1, Steps - 1);

        using var ada = application.ConnectAs("ada");
        await ada.ArmAsync("MSFT", condition, threshold);
        await ada.StepAsync(Steps);

        var fired = Assert.Single(await ada.AlertsAsync());
        Assert.Equal(prices[meeting], fired.GetProperty("firedPrice").GetDecimal());
        Assert.Equal(TickerApplication.Start + 250 * (meeting + 1), fired.GetProperty("firedAt").GetInt64());
    }

    [Fact]
    public async Task An_alert_whose_condition_already_holds_fires_with_the_next_batch()
    {
        await using var application = new TickerApplication("Market:Instruments=100", "Market:QuotesPerUpdate=1");
        using var ada = application.ConnectAs("ada");
        foreach (var symbol in new[] { "AAPL", "GOOGL", "MSFT" })
            await ada.ArmAsync(symbol, "above", 0.01m);

        await ada.StepAsync();

        Assert.All(await ada.AlertsAsync(), alert => Assert.False(alert.GetProperty("armed").GetBoolean()));
    }

    [Fact]
    public async Task A_deleted_alert_does_not_fire()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var ada = application.ConnectAs("ada");
        await using var stream = await EventReader.OpenAsync(ada, "/stream/me,room-1");
        await stream.NextAsync("hello");
        var id = (await ada.ArmAsync("AAPL", "above", 1)).GetProperty("id").GetInt64();

        using var deleted = await ada.DeleteAsync($"/me/alerts/{id}", TestTimeout.Token);
        using var again = await ada.DeleteAsync($"/me/alerts/{id}", TestTimeout.Token);
        await ada.ArmAsync("MSFT", "above", 1);
        await ada.StepAsync();

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, again.StatusCode));
        Assert.Equal("MSFT", (await stream.NextAsync()).Text("symbol"));
        Assert.Single(await ada.AlertsAsync());
    }

    [Fact]
    public async Task Each_user_has_at_most_a_hundred_alerts()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var ada = application.ConnectAs("ada");
        using var ben = application.ConnectAs("ben");
        for (var i = 1; i <= 100; i++)
            await ada.ArmAsync("AAPL", "above", 100_000 + i);

        using var refused = await ada.PostAsJsonAsync("/me/alerts", new { symbol = "AAPL", condition = "above", threshold = 7 }, TestTimeout.Token);
        await ada.ArmAsync("AAPL", "above", 100_001);
        await ben.ArmAsync("AAPL", "above", 7);

        await ProblemAssert.IsProblemAsync(refused, HttpStatusCode.Conflict, "100");
        Assert.Equal((100, 1), ((await ada.AlertsAsync()).Count, (await ben.AlertsAsync()).Count));
    }

    [Theory]
    [InlineData("""{"condition":"above","threshold":1}""", "symbol")]
    [InlineData("""{"symbol":"NOPE","condition":"above","threshold":1}""", "'NOPE'")]
    [InlineData("""{"symbol":"AAPL","threshold":1}""", "condition")]
    [InlineData("""{"symbol":"AAPL","condition":"near","threshold":1}""", "'near'")]
    [InlineData("""{"symbol":"AAPL","condition":"0","threshold":1}""", "'0'")]
    [InlineData("""{"symbol":"AAPL","condition":"above"}""", "threshold is missing")]
    [InlineData("""{"symbol":"AAPL","condition":"above","threshold":0}""", "threshold is 0")]
    [InlineData("""{"symbol":"AAPL","condition":"below","threshold":-5.5}""", "threshold is -5.5")]
    [InlineData("""{"symbol":"AAPL","condition":"above","threshold":10000000000000}""", "9999999999999.99")]
    [InlineData("""{"symbol":"AAPL","condition":"percent","threshold":1001}""", "1000")]
    [InlineData("""{"symbol":"AAPL","condition":"above","threshold":"1"}""", "JSON")]
    [InlineData("""{"symbol":"AAPL","condition":"above","threshold":1e40}""", "JSON")]
    [InlineData("""[]""", "JSON")]
    [InlineData("""{""", "JSON")]
    [InlineData("", "JSON")]
    public async Task An_invalid_alert_is_rejected_with_a_reason(string body, string named)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var ada = application.ConnectAs("ada");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        await ProblemAssert.IsProblemAsync(await ada.PostAsync("/me/alerts", content, TestTimeout.Token), HttpStatusCode.BadRequest, named);
        Assert.Empty(await ada.AlertsAsync());
    }

    [Theory]
    [InlineData("150.205", "150.205")]
    [InlineData("150.2", "150.20")]
    [InlineData("150.200000", "150.20")]
    [InlineData("7", "7.00")]
    public async Task A_threshold_is_written_with_the_decimals_of_the_tick_size(string sent, string answered)
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var ada = application.ConnectAs("ada");
        using var content = new StringContent($$"""{"symbol":"AAPL","condition":"above","threshold":{{sent}}}""", Encoding.UTF8, "application/json");

        using var armed = await ada.PostAsync("/me/alerts", content, TestTimeout.Token);

        Assert.Equal(HttpStatusCode.Created, armed.StatusCode);
        Assert.Equal(answered, (await armed.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token)).GetProperty("threshold").GetRawText());
        Assert.Equal(answered, Assert.Single(await ada.AlertsAsync()).GetProperty("threshold").GetRawText());
    }

    [Fact]
    public async Task Responses_and_events_match_their_schemas()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Market:QuotesPerUpdate=3");
        using var ada = application.ConnectAs("ada", "Ada");
        var api = await DescribedApi.ReadAsync(ada);
        await using var stream = await EventReader.OpenAsync(ada, "/stream/me");
        api.AssertMatches("HelloEvent", (await stream.NextAsync()).Data);
        api.AssertMatches("Alert", await ada.ArmAsync("AAPL", "percent", 0.0001m));
        await ada.StepAsync(20);

        api.AssertMatches("AlertEvent", (await stream.NextAsync("alert")).Data);
        api.AssertMatches("Alerts", await ada.GetJsonAsync("/me/alerts"));
    }

    [Fact]
    public async Task Two_servers_with_the_same_seed_and_the_same_alerts_send_the_same_bytes()
    {
        var digests = await Task.WhenAll(DigestAsync(), DigestAsync());
        Assert.Equal(digests[0], digests[1]);

        static async Task<string> DigestAsync()
        {
            await using var application = new TickerApplication("Market:Instruments=20");
            using var ada = application.ConnectAs("ada");
            using var ben = application.ConnectAs("ben");
            await using var stream = await EventReader.OpenAsync(ada, "/stream/quotes,me");
            var price = await ada.PriceAsync("AAPL");
            for (var i = 0; i < 20; i++)
            {
                await ada.ArmAsync("AAPL", i % 2 == 0 ? "above" : "below", price + (i - 10) * 0.03m);
                await ben.ArmAsync("MSFT", "percent", 0.01m * (i + 1));
                await ada.StepAsync(10);
            }
            var seen = new StringBuilder();
            for (var next = await stream.NextAsync(); ; next = await stream.NextAsync())
            {
                seen.Append(next.Type).Append(next.Id).Append(next.Json);
                if (next.Type == "quotes" && next.Number("time") == TickerApplication.Start + 200 * 250)
                    return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(seen.ToString()))) + (seen.ToString().Split("\"condition\"").Length - 1);
            }
        }
    }
}
