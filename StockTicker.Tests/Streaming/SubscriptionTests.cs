using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Tests.Streaming;

/// <summary>What clients receive from a log that retains very little, whenever and however they read.</summary>
public sealed class SubscriptionTests
{
    private const int Count = 6;

    private enum Act
    {
        Publish,
        Announce,
        Read,
        ReadSlowly,
        Reconnect,
    }

    [Fact]
    public void Clients_of_a_tiny_log_lose_nothing_unnoticed_and_are_ended_only_for_lost_broadcasts()
    {
        var acts = Gen.Select(
            Gen.Frequency((8, Gen.Const(Act.Publish)), (5, Gen.Const(Act.Announce)), (3, Gen.Const(Act.Read)), (3, Gen.Const(Act.ReadSlowly)), (1, Gen.Const(Act.Reconnect))),
            Gen.Int[1, 40], Gen.Int[0, 1_000_000]).Array[1, 40];
        var query = Gen.Select(OneOf("quotes,notices", "quotes", "notices"), OneOf("", "&interval=3000", "&interval=60000"),
            OneOf("", "&symbols=S1", "&symbols=S0,S3,S4"), OneOf("", "&history=3", "&history=100", "&snapshot=false"));
        Gen.Select(acts, query, OneOf(long.MaxValue, 2000L), Gen.Int[0, 30]).ForAll((steps, parameters, retainedBytes, before) =>
        {
            var market = new TestMarket(Count, retainedBytes);
            for (var i = 0; i < before; i++)
                Take(market, i % 3 == 0 ? Act.Announce : Act.Publish, 1 + i % Count, i);
            var client = new TestClient(market, parameters.Item1, parameters.Item2 + parameters.Item3 + parameters.Item4);
            foreach (var (act, size, seed) in steps)
            {
                if (act is Act.Publish or Act.Announce)
                    Take(market, act, size, seed);
                else if (act == Act.Reconnect)
                    client.Connect();
                else
                    client.Read(act == Act.ReadSlowly, size);
            }
            client.Read(slow: false, int.MaxValue);
            market.Now = market.Now.AddMinutes(2);
            market.Publish(Count, 1);
            market.Announce("last");
            client.Read(slow: false, int.MaxValue);
            client.AssertServed();
        }, cases: TestLength.Choose(100, 20_000));
    }

    [Fact]
    public void Nothing_is_sent_after_lost_broadcasts_and_the_next_stream_says_so()
    {
        var market = new TestMarket(Count);
        var client = new TestClient(market, "quotes,notices", "");
        client.Read(slow: false, int.MaxValue);
        for (var i = 0; i < 40; i++)
        {
            market.Publish(Count, i);
            market.Announce($"{i}");
        }

        Assert.Empty(client.ReadOnce(slow: true));
        Assert.True(client.IsLost);

        client.Connect();
        Assert.Equal("trimmed", client.Reason);
        client.Read(slow: false, int.MaxValue);
        client.AssertServed();
    }

    [Fact]
    public void An_interval_holds_back_more_batches_than_the_log_retains()
    {
        var market = new TestMarket(Count);
        var client = new TestClient(market, "quotes,notices", "&interval=60000");
        client.Read(slow: false, int.MaxValue);
        market.Publish(1, 0);
        client.Read(slow: false, int.MaxValue);
        for (var i = 0; i < 50; i++)
            market.Publish(1, i);
        market.Announce("now");

        var received = client.ReadOnce(slow: false);

        Assert.Equal(["quotes", "notice"], received.Select(next => next.Type));
        Assert.Equal(50 - received[0].Quotes.Count, received[0].Number("merged"));
    }

    [Fact]
    public void A_client_that_was_disconnected_before_its_snapshot_gets_it_when_it_returns()
    {
        var market = new TestMarket(Count);
        market.Announce("early");
        market.Publish(Count, 1);
        var client = new TestClient(market, "quotes,notices", "&history=1");

        var first = Assert.Single(client.ReadOnce(slow: false, count: 1));
        Assert.Equal(("notice", "0-1s"), (first.Type, first.Id));

        client.Connect();
        Assert.Equal(("snapshot", "resumed"), (client.Mode, client.Reason));
        client.Read(slow: false, int.MaxValue);
        client.AssertServed();
        Assert.Equal("0-2", client.LastId);
    }

    [Theory]
    // A minute of events.
    [InlineData(10, 2000, 1, 30, 31)]
    // Twice as many events as instruments.
    [InlineData(100, 60_000, 1, 200, 201)]
    // As many bytes as eight snapshots, whose quotes have more fields.
    [InlineData(20, 10, 20, 8, 16)]
    public void A_longer_replay_than_a_snapshot_is_worth_becomes_a_snapshot(int instruments, int updateInterval, int quotes, int longest, int tooLong)
    {
        var market = new TestMarket(instruments, retainedEvents: 1000, updateInterval: TimeSpan.FromMilliseconds(updateInterval));
        var client = new TestClient(market, "quotes", "");
        client.Read(slow: false, int.MaxValue);

        for (var i = 0; i < longest; i++)
            market.Publish(quotes, i);
        client.Connect();
        Assert.Equal("resumed", client.Reason);
        client.Read(slow: false, int.MaxValue);

        for (var i = 0; i < tooLong; i++)
            market.Publish(quotes, i);
        client.Connect();
        Assert.Equal("trimmed", client.Reason);
    }

    [Fact]
    public void Long_data_has_several_lines()
    {
        var market = new TestMarket(1000);
        var client = new TestClient(market, "quotes,notices", "");
        client.Read(slow: false, int.MaxValue);
        market.Publish(1000, 1);
        market.Publish(1000, 2);
        market.Announce(Enumerable.Repeat("text, with a comma", 10_000));

        var received = client.ReadOnce(slow: true);

        Assert.Equal(["quotes", "notice"], received.Select(next => next.Type));
        Assert.Contains("},\n{", received[0].Json);
        Assert.Equal(1000, received[0].Number("merged"));
        client.AssertServed();
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static void Take(TestMarket market, Act act, int size, int seed)
    {
        // Sometimes more than are retained.
        for (var i = 0; i < (size + 1) / 2; i++)
        {
            if (act == Act.Publish)
                market.Publish(1 + (size + i) % Count, seed + i);
            else
                market.Announce($"{seed + i}");
        }
    }

    /// <summary>A client that checks each event, and reconnects with its newest id when it is disconnected.</summary>
    private sealed class TestClient
    {
        private readonly TestMarket _market;
        private readonly string _channels;
        private readonly string _query;
        private readonly Dictionary<string, decimal> _prices = [];
        private readonly HashSet<long> _notices = [];
        private Subscription _subscription = null!;
        private StreamRequest _request = null!;
        // The sequence after which the client must have every notice.
        private long _noticesFrom;
        private long _lastSequence;
        private bool _hasBase;

        public TestClient(TestMarket market, string channels, string query)
        {
            (_market, _channels, _query) = (market, channels, query);
            Connect();
        }

        public string? LastId { get; private set; }

        public string Mode { get; private set; } = "";

        public string Reason { get; private set; } = "";

        public bool IsLost => _subscription.IsLost;

        public void Connect()
        {
            var context = new DefaultHttpContext();
            context.Request.QueryString = new QueryString("?" + _query.TrimStart('&'));
            if (LastId is not null)
                context.Request.Headers["Last-Event-ID"] = LastId;
            Assert.True(StreamRequest.TryParse(_channels, context.Request, _market.Instruments, out _request, out var error), error);
            var hello = new Hello(_market.Log, _market.Clock, _market.Options);
            _subscription = new Subscription(_request, _market.Log, hello, _market.Clock, TimeProvider.System, TimeSpan.FromHours(1));
            Assert.True(_subscription.TryNext(false, out var frame));
            var opening = Parse(frame);
            (Mode, Reason) = (opening.Text("mode")!, opening.Text("reason")!);
            _lastSequence = -1;
            if (LastId is null || Reason != "resumed")
            {
                // Older notices may be missing, but those that follow the first one may not.
                _noticesFrom = _market.Log.Head.Sequence;
                _hasBase = false;
                _prices.Clear();
            }
            if (opening.Id is not null)
                Check(opening);
        }

        public void Read(bool slow, int count)
        {
            while (count > 0)
            {
                var read = ReadOnce(slow, count).Count;
                count -= read;
                if (IsLost)
                    Connect();
                else if (read == 0)
                    return;
            }
        }

        public List<ServerEvent> ReadOnce(bool slow, int count = int.MaxValue)
        {
            var received = new List<ServerEvent>();
            while (received.Count < count && _subscription.TryNext(slow, out var frame))
            {
                received.Add(Parse(frame));
                Check(received[^1]);
            }
            // Quotes can always be conflated; only broadcasts can be lost.
            if (IsLost)
                Assert.True(_request.Named.Count > 0 && _market.Log.Channels.DroppedThrough > _lastSequence, "A client that could be served was disconnected.");
            return received;
        }

        public void AssertServed()
        {
            if (_request.HasQuotes && _hasBase)
                Assert.Equal(Expected(_market.Log.Head.Sequence), _prices);
            if (_request.Named.Count > 0)
                Assert.Contains(_market.Notices.Last(), _notices);
        }

        private void Check(ServerEvent next)
        {
            if (next.Id is null)
                return;
            Assert.True(next.Sequence > _lastSequence, $"{next.Id} came after {_lastSequence}.");
            (_lastSequence, LastId) = (next.Sequence, next.Id);
            if (next.Type is "snapshot")
            {
                _prices.Clear();
                _hasBase = true;
            }
            if (next.Type is "snapshot" or "quotes")
            {
                foreach (var (symbol, quote) in next.Quotes)
                    _prices[symbol] = quote.GetProperty("price").GetDecimal();
            }
            if (next.Type == "notice")
                Assert.True(_notices.Add(next.Sequence) || Reason != "resumed", $"{next.Id} was sent twice.");
            if (next.Type == "notice")
                _noticesFrom = Math.Min(_noticesFrom, next.Sequence);
            Assert.Equal(_request.HasQuotes && Mode == "snapshot" && !_hasBase, next.Id.EndsWith('s'));
            // Every price is the latest as of this id, whatever event has it.
            if (_request.HasQuotes && _hasBase)
                Assert.Equal(Expected(next.Sequence), _prices);
            if (_request.Named.Count > 0)
                Assert.All(_market.Notices.Where(sequence => sequence > _noticesFrom && sequence <= next.Sequence), sequence => Assert.Contains(sequence, _notices));
        }


        private Dictionary<string, decimal> Expected(long sequence) => _market.Books[sequence].Quotes
            .Where(quote => _request.Filter.Contains(quote.Instrument.Index)).ToDictionary(quote => quote.Instrument.Symbol.Value, quote => quote.Price);

        private static ServerEvent Parse(OutgoingFrame frame)
        {
            string? id = null, type = null;
            var data = new List<string>();
            foreach (var line in Encoding.UTF8.GetString(frame.Plain.Body.Span).Split('\n'))
            {
                Assert.InRange(line.Length, 0, DataLines.MaxBytes);
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    id = line[4..];
                else if (line.StartsWith("event: ", StringComparison.Ordinal))
                    type = line[7..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                    data.Add(line[6..]);
            }
            return new ServerEvent(type!, id, string.Join('\n', data));
        }
    }
}
