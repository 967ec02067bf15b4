using System.Text.Json;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Tutorial;

public sealed class StockStreamTests
{
    [Fact]
    public async Task A_client_gets_all_prices_and_then_an_update_for_each_stock_that_traded()
    {
        await using var application = new TickerApplication("Market:Instruments=5", "Market:QuotesPerUpdate=2");
        using var http = application.Connect();
        using var client = await TutorialClient.OpenAsync(http, "/stock-stream");

        var prices = Prices(await client.MessageAsync());
        Assert.Equal(await http.PricesAsync(), prices);
        Assert.Equal($"{TickerApplication.Start}-0", client.LastId);

        var id = await http.StepAsync();
        Apply(await client.MessageAsync(), prices);
        Assert.Equal($"{TickerApplication.Start}-0", client.LastId);
        Apply(await client.MessageAsync(), prices);
        Assert.Equal(id, client.LastId);
        Assert.Equal(await http.PricesAsync(), prices);
    }

    [Fact]
    public async Task A_client_that_is_cut_at_random_loses_and_repeats_nothing()
    {
        var random = new Random(TestSeed.Announce());
        await using var application = new TickerApplication("Market:Instruments=50", "Market:QuotesPerUpdate=2");
        using var http = application.Connect();
        var (prices, last, updates, steps) = (new Dictionary<string, decimal>(), default(string), 0, 0);

        for (var cut = 0; cut < 200; cut++)
        {
            // While nobody is connected.
            for (var missed = random.Next(3); missed > 0; missed--, steps++)
                await http.StepAsync();
            using var client = await TutorialClient.OpenAsync(http, "/stock-stream", last);
            if (cut == 0)
            {
                prices = Prices(await client.MessageAsync());
                (last, steps) = (client.LastId, 0);
            }
            // Connected, and cut after any event; a batch that was received in part comes again as a whole.
            for (var live = random.Next(3); live > 0; live--, steps++)
                await http.StepAsync();
            var pending = new List<string>();
            for (var left = random.Next(2 * steps - updates + 1); left > 0; left--)
            {
                pending.Add(await client.MessageAsync());
                if (client.LastId == last)
                    continue;
                last = client.LastId;
                foreach (var update in pending)
                    Apply(update, prices);
                updates += pending.Count;
                pending.Clear();
            }
        }
        using (var client = await TutorialClient.OpenAsync(http, "/stock-stream", last))
        {
            for (; updates < 2 * steps; updates++)
                Apply(await client.MessageAsync(), prices);
        }

        Assert.Equal(await http.PricesAsync(), prices);
    }

    [Theory]
    [InlineData("malformed")]
    [InlineData("1-1")]
    [InlineData("1767623400000-99")]
    public async Task A_cursor_that_cannot_be_served_gets_all_prices(string lastEventId)
    {
        using var http = SharedApplications.With().Connect();
        using var client = await TutorialClient.OpenAsync(http, "/stock-stream", lastEventId);

        Assert.Equal(100, Prices(await client.MessageAsync()).Count);
    }

    [Fact]
    public async Task Many_stocks_come_in_several_lines()
    {
        using var http = SharedApplications.With("Market:Instruments=2000").Connect();
        using var client = await TutorialClient.OpenAsync(http, "/stock-stream");

        var initial = await client.MessageAsync();

        Assert.Contains('\n', initial);
        Assert.Equal(2000, Prices(initial).Count);
    }

    private static Dictionary<string, decimal> Prices(string initial)
    {
        using var json = JsonDocument.Parse(initial);
        Assert.Equal("initial", json.RootElement.GetProperty("type").GetString());
        return json.RootElement.GetProperty("stocks").EnumerateObject().ToDictionary(stock => stock.Name, stock => stock.Value.GetProperty("price").GetDecimal());
    }

    private static void Apply(string update, Dictionary<string, decimal> prices)
    {
        using var json = JsonDocument.Parse(update);
        Assert.Equal(["type", "symbol", "price", "change"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("update", json.RootElement.GetProperty("type").GetString());
        prices[json.RootElement.GetProperty("symbol").GetString()!] = json.RootElement.GetProperty("price").GetDecimal();
    }
}
