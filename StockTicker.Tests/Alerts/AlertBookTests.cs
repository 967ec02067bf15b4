using CsCheck;
using StockTicker.Domain;
using StockTicker.Tests.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Alerts;
using StockTicker.Web.Storage;

namespace StockTicker.Tests.Alerts;

public sealed class AlertBookTests
{
    [Fact]
    public void It_fires_the_same_alerts_as_a_full_scan_of_every_batch()
    {
        var operation = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[90, 110], Gen.Int[90, 110]);

        operation.Array[1, 80].ForAll(operations =>
        {
            var instruments = Catalogs.Make(3);
            var book = new AlertBook();
            var naive = new Dictionary<long, ArmedAlert>();
            var prices = new decimal[] { 100, 100, 100 };
            var version = 0L;
            foreach (var (kind, id, instrument, level, price) in operations)
            {
                if (kind == 0)
                {
                    var condition = (AlertCondition)(level % 3);
                    var threshold = condition == AlertCondition.Percent ? level - 89 : level;
                    naive[id] = new ArmedAlert(id, "ada", instruments[instrument], condition, threshold, prices[instrument]);
                    book.Arm(naive[id], version);
                }
                else if (kind == 1)
                {
                    naive.Remove(id);
                    book.Disarm(id);
                }
                else
                {
                    prices[instrument] = price;
                    var met = book.TakeMet(Batch(instruments, prices, [instrument], ++version)).Select(alert => alert.Id);
                    var expected = naive.Values.Where(alert => IsMet(alert, prices[alert.Instrument.Index])).Select(alert => alert.Id).Order().ToList();
                    Assert.Equal(expected, met);
                    expected.ForEach(fired => naive.Remove(fired));
                }
                Assert.Equal(naive.Count, book.Count);
            }
        }, cases: TestLength.Choose(500, 20_000));

        static bool IsMet(ArmedAlert alert, decimal price) => alert.Condition switch
        {
            AlertCondition.Above => price >= alert.Threshold,
            AlertCondition.Below => price <= alert.Threshold,
            _ => Math.Abs(price - alert.Reference) * 100 >= alert.Threshold * alert.Reference,
        };
    }

    [Fact]
    public void A_batch_older_than_an_alert_does_not_fire_it()
    {
        var instruments = Catalogs.Make(1);
        var book = new AlertBook();
        book.Arm(new ArmedAlert(1, "ada", instruments[0], AlertCondition.Above, 100, 100), after: 5);

        Assert.Empty(book.TakeMet(Batch(instruments, [120], [0], version: 5)));
        Assert.Single(book.TakeMet(Batch(instruments, [120], [], version: 6)));
        Assert.Empty(book.TakeMet(Batch(instruments, [120], [0], version: 7)));
    }

    private static QuoteBatch Batch(InstrumentCatalog instruments, decimal[] prices, int[] traded, long version)
    {
        var quotes = instruments
            .Select(instrument => Catalogs.Quote(instrument, version, Catalogs.Start) with { Price = prices[instrument.Index] }).ToList();
        return new QuoteBatch(
            new MarketMove(Catalogs.Start, [.. traded.Select(index => quotes[index])], []),
            new BookSnapshot(version, Catalogs.Start, [.. quotes]));
    }
}
