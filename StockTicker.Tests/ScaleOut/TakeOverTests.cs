using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Market.Simulation;

namespace StockTicker.Tests.ScaleOut;

/// <summary>Another instance continues the market.</summary>
public sealed class TakeOverTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 14, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Sessions_continue_and_prices_do_not_jump()
    {
        var instruments = InstrumentList.Create(100, 7);
        var parameters = new PriceModelParameters();
        var random = TestSeed.CreateRandom();
        PriceModel Model() => new(instruments, parameters, new Random(7));
        var leader = Model();
        var book = new StockBook(instruments, leader.Open(Start));
        var interval = TimeSpan.FromMilliseconds(250);
        var (time, largest) = (Start, 0m);
        Run(leader, 2000, measure: true);

        var follower = new PriceModel(instruments, parameters, new Random(random.Next()));
        var (before, volatility) = (book.Snapshot, leader.GetVolatility());
        follower.Resume(before, volatility);

        Assert.Equal(volatility.AsEnumerable(), follower.GetVolatility());
        book.Apply(follower.Next(time += interval, interval, instruments.Count));
        foreach (var instrument in instruments)
        {
            var (was, now) = (before[instrument], book.Snapshot[instrument]);
            Assert.Equal((was.Open, true, true, true), (now.Open, now.High >= was.High, now.Low <= was.Low, now.Volume > was.Volume));
            // A share of the session's volume moves the average price by no more than its distance from the new trades.
            var (vwap, price) = (was.Vwap!.Value, was.Price!.Value);
            Assert.InRange(now.Vwap!.Value, Math.Min(vwap, now.Low!.Value) - instrument.TickSize, Math.Max(vwap, now.High!.Value) + instrument.TickSize);
            Assert.InRange(Math.Abs(now.Price!.Value - price) / price, 0, Math.Max(2 * largest, 0.01m));
        }
        Run(follower, 200, measure: false);

        void Run(PriceModel model, int moves, bool measure)
        {
            for (var i = 0; i < moves; i++)
            {
                var old = book.Snapshot;
                var move = model.Next(time += interval, interval, 20);
                book.Apply(move);
                foreach (var quote in move.Quotes.Where(_ => measure))
                    largest = Math.Max(largest, Math.Abs(quote.Change!.Value - old[quote.Instrument].Change!.Value) / quote.Price!.Value);
            }
        }
    }
}
