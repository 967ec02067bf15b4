using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Tutorial;

namespace StockTicker.Tests.Tutorial;

/// <summary>What the server keeps for a client of <c>/stock-stream</c> that does not read.</summary>
public sealed class StockClientTests
{
    private const int Stocks = 100;
    private const long Epoch = 1_767_623_400_000;

    // The maximum of twice the number of stocks, and a thousand, and one more batch.
    private const int Most = 1000 + Stocks;

    [Fact]
    public void A_client_that_keeps_up_gets_every_update()
    {
        var client = new StockClient(Stocks);
        for (var batch = 1; batch <= 50; batch++)
        {
            client.Add(Batch(batch), batch);

            Assert.Equal(Enumerable.Repeat(batch, Stocks).Select(number => $"{number}"), client.Take().Select(update => update.Event.Data));
        }
        Assert.Empty(client.Take());
    }

    [Fact]
    public void For_a_client_that_does_not_read_only_the_latest_of_each_stock_waits()
    {
        var client = new StockClient(Stocks);
        for (var batch = 1; batch <= 500; batch++)
            client.Add(Batch(batch), batch);

        var waiting = client.Take();

        Assert.InRange(waiting.Count, Stocks, Most);
        Assert.Equal(Enumerable.Range(0, Stocks), waiting.Select(update => update.Index).Distinct().Order());
        Assert.All(waiting.GroupBy(update => update.Index), updates => Assert.Equal("500", updates.Last().Event.Data));
        // An id says that the client has everything up to it, so none may come before an update that is older.
        var ids = waiting.Where(update => update.Event.EventId is not null).ToList();
        Assert.Equal($"{Epoch}-500", ids[^1].Event.EventId);
        Assert.Equal(waiting[^1], ids[^1]);
    }

    [Fact]
    public void Batches_that_the_client_has_already_are_left_out()
    {
        var client = new StockClient(Stocks) { Through = 3 };
        for (var batch = 1; batch <= 4; batch++)
            client.Add(Batch(batch), batch);

        Assert.All(client.Take(), update => Assert.Equal("4", update.Event.Data));
    }

    private static List<StockUpdate> Batch(int number) =>
        StockUpdate.ListOf(Enumerable.Range(0, Stocks).Select(index => (index, $"{number}")), new StreamEventId(Epoch, number));
}
