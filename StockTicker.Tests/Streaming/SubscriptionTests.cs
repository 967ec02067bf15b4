using CsCheck;
using StockTicker.Tests.Hosting;

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
            var client = new SubscriptionClient(market, parameters.Item1, parameters.Item2 + parameters.Item3 + parameters.Item4);
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
        var client = new SubscriptionClient(market, "quotes,notices", "");
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
        var client = new SubscriptionClient(market, "quotes,notices", "&interval=60000");
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
        var client = new SubscriptionClient(market, "quotes,notices", "&history=1");

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
        var client = new SubscriptionClient(market, "quotes", "");
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
        var client = new SubscriptionClient(market, "quotes,notices", "");
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
}
