using System.Text;
using CsCheck;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Tests.Streaming;

public sealed class QuotesCursorTests
{
    private const int Count = 6;

    private enum Act
    {
        Publish,
        Read,
        ReadSlowly,
        Wait,
    }

    [Fact]
    public void Every_update_is_sent_or_counted_as_merged_and_a_client_ends_with_the_latest_values()
    {
        var acts = Gen.Select(Gen.Frequency((6, Gen.Const(Act.Publish)), (2, Gen.Const(Act.Read)), (2, Gen.Const(Act.ReadSlowly)), (1, Gen.Const(Act.Wait))),
            Gen.Int[1, Count - 1], Gen.Int).Array[1, 80];
        var filter = Gen.Bool.Array[Count].Where(wanted => wanted.Any(w => w)).Null();
        Gen.Select(acts, filter, Gen.Bool.Select(slowed => slowed ? 3 : 0), Gen.Int[0, 30]).ForAll((steps, wanted, interval, behind) =>
        {
            var market = new TestMarket(Count);
            for (var i = 0; i < behind; i++)
                market.Publish(1 + i % Count, i);
            var client = new TestClient(market, wanted, interval, startAt: behind / 2);
            foreach (var (act, size, seed) in steps)
            {
                switch (act)
                {
                    case Act.Publish:
                        market.Publish(size, seed);
                        break;
                    case Act.Wait:
                        market.Now = market.Now.AddSeconds(5);
                        break;
                    default:
                        client.Read(act == Act.ReadSlowly);
                        break;
                }
            }
            market.Now = market.Now.AddSeconds(10);
            client.Read(slow: false);
            client.AssertServed();
        }, cases: TestLength.Choose(100, 5000));
    }

    [Fact]
    public void A_slow_client_gets_one_event_for_everything_it_missed()
    {
        var market = new TestMarket(Count);
        var client = new TestClient(market, null, interval: 0, startAt: 0);
        for (var i = 0; i < 10; i++)
            market.Publish(2, i);

        client.Read(slow: true);

        var only = Assert.Single(client.Events);
        Assert.Equal(10, only.Sequence);
        Assert.Equal(20 - only.Quotes.Count, only.Number("merged"));
    }

    [Fact]
    public void A_resumed_client_gets_each_event_even_if_its_socket_is_full()
    {
        var market = new TestMarket(Count);
        for (var i = 0; i < 10; i++)
            market.Publish(2, i);
        var client = new TestClient(market, null, interval: 0, startAt: 3);

        client.Read(slow: true);

        Assert.Equal([4, 5, 6, 7, 8, 9, 10], client.Events.Select(quotes => quotes.Sequence));
    }

    /// <summary>A client that keeps the latest value of each instrument, like a page.</summary>
    private sealed class TestClient
    {
        private readonly TestMarket _market;
        private readonly SymbolFilter _filter;
        private readonly QuotesCursor _cursor;
        private readonly Dictionary<string, decimal> _prices;
        private readonly long _updatesBefore;
        private string _previous;

        public TestClient(TestMarket market, bool[]? wanted, int interval, int startAt)
        {
            _market = market;
            var symbols = wanted is null ? null : string.Join(',', market.Instruments.Where(instrument => wanted[instrument.Index]).Select(i => i.Symbol));
            Assert.True(SymbolFilter.TryParse(symbols, market.Instruments, out _filter, out _));
            var head = market.Log.Head;
            var request = new StreamRequest
            {
                Channels = ["quotes"],
                Filter = _filter,
                Interval = TimeSpan.FromSeconds(interval),
                Snapshot = true,
                LastEventId = startAt == 0 ? null : $"0-{startAt}",
            };
            var start = StreamStart.Of(request, market.Log, head);
            _cursor = new QuotesCursor(market.Log, head.Quotes, _filter, request.Interval, start);
            _previous = $"0-{start.Sequence}";
            _prices = Expected(head.Book);
            _updatesBefore = Updates();
            // A resumed client has the values at its cursor; the replay delivers and counts the rest.
            for (var ordinal = start.NextQuotes; ordinal < head.Quotes.End; ordinal++)
            {
                Assert.True(market.Log.Quotes.TryGet(ordinal, out var missed));
                _updatesBefore -= missed.Slices.Count(slice => _filter.Contains(slice.Index));
                foreach (var slice in missed.Slices)
                    _prices.Remove(market.Instruments[slice.Index].Symbol.Value);
            }
        }

        public List<ServerEvent> Events { get; } = [];

        public void Read(bool slow)
        {
            while (_cursor.TryNext(_market.Log.Head.Quotes, null, _market.Now, slow, out var frame))
            {
                var lines = Encoding.UTF8.GetString(frame.Plain.Body.Span).Split('\n');
                Assert.Equal(["id", "event", "data"], lines.Take(3).Select(line => line.Split(':')[0]));
                var quotes = new ServerEvent(lines[1][7..], lines[0][4..], lines[2][6..]);
                Assert.Equal(_previous, quotes.Text("prev"));
                Assert.True(Events.Count == 0 || quotes.Sequence > Events[^1].Sequence);
                Assert.Equal(_cursor.Merged, quotes.Number("merged"));
                _previous = quotes.Id!;
                foreach (var (symbol, quote) in quotes.Quotes)
                    _prices[symbol] = quote.GetProperty("price").GetDecimal();
                Events.Add(quotes);
            }
        }

        public void AssertServed()
        {
            Assert.Equal(Expected(_market.Log.Head.Book), _prices);
            Assert.Equal(_market.Log.Head.Sequence, _cursor.ServedThrough);
            Assert.Equal(Updates() - _updatesBefore, Events.Sum(quotes => quotes.Quotes.Count + quotes.Number("merged")));
        }

        private Dictionary<string, decimal> Expected(BookSnapshot book) => book.Quotes
            .Where(quote => _filter.Contains(quote.Instrument.Index)).ToDictionary(quote => quote.Instrument.Symbol.Value, quote => quote.Price!.Value);

        private long Updates() => _market.Instruments.Where(instrument => _filter.Contains(instrument.Index)).Sum(instrument => _market.Updates[instrument.Index]);
    }
}
