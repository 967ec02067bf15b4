using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Api;

public sealed class StatusPageTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Fact]
    public async Task Without_scripts_the_page_shows_the_statistics()
    {
        var application = Serve(new TickerApplication());
        using var client = application.Connect();
        await client.StepAsync(7);
        await using var stream = await EventReader.OpenAsync(client, "/stream/quotes,room-1");
        await stream.NextAsync("snapshot");
        await Eventually.TrueAsync(async () =>
            (await client.GetJsonAsync("/stats")).GetProperty("eventsDelivered").GetInt64() >= 2);
        var stats = await client.GetJsonAsync("/stats");

        var page = await client.GetStringAsync("/status", TestTimeout.Token);

        foreach (var key in new[]
        {
            "totalClients", "instruments", "eventsPublished", "eventsDelivered", "bytesSent", "bytesSaved", "resyncs",
            "slowDisconnects", "rejected", "replayHeadroomSeconds",
        })
            Assert.Contains(Values(page, key), value => value == stats.GetProperty(key).GetDouble());
        var half = stats.GetProperty("latencyMs").GetProperty("p50").GetDouble();
        Assert.Contains(Values(page, "latencyMs.p50"), value => value == half);
        Assert.Contains($">{stats.GetProperty("lastEventId").GetString()}<", page, StringComparison.Ordinal);
        foreach (var channel in stats.GetProperty("channels").EnumerateObject())
        {
            var (name, subscribers) = (channel.Name, channel.Value);
            var row = $"<tr data-channel=\"{name}\"><th scope=\"row\">{name}</th><td data-value=\"{subscribers}\">";
            Assert.Contains(row, page, StringComparison.Ordinal);
        }
        Assert.Contains("<strong>Ready</strong>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_scripts_the_page_refreshes_the_statistics()
    {
        var application = Serve(new TickerApplication("Market:Instruments=3", "Market:Clock=system", "Market:UpdateInterval=00:00:00.050"));
        using var client = application.Connect();
        var page = await OpenAsync(application.Address, "/status");
        await Expect(page.Locator("#ops")).ToHaveAttributeAsync("data-poll", "live");
        await Expect(Value(page, "totalClients")).ToHaveTextAsync("0");

        await using var stream = await EventReader.OpenAsync(client, "/stream/quotes,room-7");
        using var enough = new CancellationTokenSource();
        var reading = ReadAsync(stream, enough.Token);

        await Expect(Value(page, "totalClients")).ToHaveTextAsync("1");
        await Expect(page.Locator("[data-channel='room-7'] td")).ToHaveTextAsync("1");
        // A rate needs two readings, and a line needs two rates.
        await Expect(page.Locator(".gauge:has([data-stat='eventsDelivered']) polyline"))
            .ToHaveAttributeAsync("points", new Regex(@"^\S+ \S+"));
        await Expect(page.Locator(".gauge [data-stat='eventsDelivered']")).Not.ToHaveTextAsync("0.0");
        await enough.CancelAsync();
        await reading;
    }

    [Fact]
    public async Task The_page_says_when_the_server_stops_responding_and_when_it_is_back()
    {
        var page = await OpenAsync(await market.AddressAsync(), "/status");
        await Expect(page.Locator("#ops")).ToHaveAttributeAsync("data-poll", "live");

        Expected.Add("ERR_INTERNET_DISCONNECTED");
        await page.Context.SetOfflineAsync(true);
        await Expect(page.Locator("#ops")).ToHaveAttributeAsync("data-poll", "failing");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The server does not respond.");
        await page.Context.SetOfflineAsync(false);
        await Expect(page.Locator("#ops")).ToHaveAttributeAsync("data-poll", "live");
    }

    [Fact]
    public async Task A_hidden_page_sends_no_requests()
    {
        var page = await OpenAsync(await market.AddressAsync(), "/status");
        await Expect(page.Locator("#ops")).ToHaveAttributeAsync("data-poll", "live");

        // Headless tabs are never hidden.
        await page.SetVisibilityAsync("hidden");
        await Expect(page.Locator("#ops")).ToHaveAttributeAsync("data-poll", "paused");
        var asked = 0;
        await page.Clock.InstallAsync();
        page.Request += (_, _) => asked++;
        await page.Clock.RunForAsync(10_000);
        Assert.Equal(0, asked);

        await page.SetVisibilityAsync("visible");
        await Expect(page.Locator("#ops")).ToHaveAttributeAsync("data-poll", "live");
        Assert.NotEqual(0, asked);
    }

    [Theory]
    [InlineData("/status", "Status")]
    [InlineData("/api", "API")]
    public async Task A_page_is_as_wide_as_the_window(string path, string heading)
    {
        var page = await OpenAsync(await market.AddressAsync(), path);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        foreach (var width in new[] { 1440, 390 })
        {
            await ShowOnAsync(page, (width, ColorScheme.Light));
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        }
    }

    [Fact]
    public async Task Commands_on_the_API_page_have_a_copy_button()
    {
        var page = await OpenAsync(await market.AddressAsync(), "/api");
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var curl = page.Locator("#getQuotes .curl").First;

        await curl.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();

        await Expect(curl.GetByRole(AriaRole.Button)).ToHaveTextAsync("Copied");
        var command = await curl.Locator("pre").TextContentAsync();
        Assert.Equal(command, await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    private static ILocator Value(IPage page, string key) => page.Locator($"[data-stat='{key}']");

    private static async Task ReadAsync(EventReader stream, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
            await stream.NextAsync();
    }

    private static IEnumerable<double> Values(string page, string key) =>
        Regex.Matches(page, $"data-stat=\"{Regex.Escape(key)}\"[^>]*data-value=\"([^\"]*)\"")
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
}
