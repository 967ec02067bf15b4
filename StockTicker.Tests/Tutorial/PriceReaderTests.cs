using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Tutorial;

/// <summary>A client whose connection is cut again and again loses no update and repeats none.</summary>
public sealed class PriceReaderTests
{
    private const int Stocks = 5;
    private const string Handle = "price-reader-0001";

    [Fact]
    public async Task A_client_that_was_cut_continues_with_the_updates_that_it_missed()
    {
        await using var market = new TickerApplication($"Market:Instruments={Stocks}", $"Market:QuotesPerUpdate={Stocks}");
        using var http = market.Connect();
        var time = new FakeTimeProvider();
        var reader = new PriceReader(http, time);
        var (updates, starts) = (0, 0);
        var reading = reader.ReadAsync($"/stock-stream?handle={Handle}", client =>
        {
            Volatile.Write(ref updates, client.Updates);
            Volatile.Write(ref starts, client.Starts);
            return client.Updates == 9 * Stocks;
        }, TestTimeout.Token);
        await Eventually.TrueAsync(() => Volatile.Read(ref starts) == 1);

        for (var received = 2; received <= 8; received += 3)
        {
            await http.StepAsync(2);
            await Eventually.TrueAsync(() => Volatile.Read(ref updates) == received * Stocks);
            using var cut = await http.PostAsync($"/stream/disconnect?handle={Handle}&how=cut", null, TestTimeout.Token);
            Assert.Equal("""{"disconnected":1}""", await cut.Content.ReadAsStringAsync(TestTimeout.Token));
            // Until the client has waited and returned.
            await http.StepAsync(1);
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return Volatile.Read(ref updates) == (received + 1) * Stocks;
            });
        }
        await reading;

        Assert.Equal((9 * Stocks, 1, 4), (reader.Updates, reader.Starts, reader.Connections));
        Assert.Equal(await http.PricesAsync(), reader.Prices);
    }
}
