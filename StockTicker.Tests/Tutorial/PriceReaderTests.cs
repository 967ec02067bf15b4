using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Tutorial;

/// <summary>A stream that is cut loses no update and repeats none.</summary>
public sealed class PriceReaderTests
{
    private const int Stocks = 5;
    private const string Path = "/stock-stream?handle=price-reader";

    [Fact]
    public async Task A_client_that_was_cut_continues_with_the_updates_that_it_missed()
    {
        await using var market = new TickerApplication($"Market:Instruments={Stocks}", $"Market:QuotesPerUpdate={Stocks}");
        using var http = market.Connect();
        var time = new FakeTimeProvider();
        var reader = new PriceReader(http, time);
        var received = new int[2];
        var reading = reader.ReadAsync(Path, client =>
        {
            (received[0], received[1]) = (client.Count.Updates, client.Prices.Count);
            return client.Count.Updates >= 6 * Stocks;
        }, TestTimeout.Token);

        await Eventually.TrueAsync(() => received[1] == Stocks);
        await http.StepAsync(2);
        await Eventually.TrueAsync(() => received[0] == 2 * Stocks);
        using var cut = await http.PostAsync("/stream/disconnect?handle=price-reader&how=cut", null, TestTimeout.Token);
        Assert.Equal("""{"disconnected":1}""", await cut.Content.ReadAsStringAsync(TestTimeout.Token));
        await http.StepAsync(3);
        // Until the client has waited and returned.
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return received[0] == 5 * Stocks;
        });
        await http.StepAsync(1);
        await reading;

        Assert.Equal(2, reader.Count.Connections);
        Assert.Equal(6 * Stocks, reader.Count.Updates);
        Assert.Equal(await http.PricesAsync(), reader.Prices);
    }
}
