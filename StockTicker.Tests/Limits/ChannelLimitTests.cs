using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Streaming;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Tests.Limits;

/// <summary>How many channels other than the built-in ones there can be.</summary>
public sealed class ChannelLimitTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.2");

    [Fact]
    public void By_default_no_two_addresses_can_take_the_channels_of_others_and_of_operators()
    {
        var channels = Make(maxChannels: 1000, perAddress: 100);
        foreach (var address in new[] { One, Other })
        {
            var taken = 0;
            while (channels.Subscribe(Names($"{address}-{taken}-", 32), address) == ChannelAdmission.Granted)
                taken++;
            Assert.Equal(3, taken);
        }

        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(["room"], IPAddress.Parse("192.0.2.3")));
        Assert.True(channels.TryPublish("operators", out _));
    }

    [Fact]
    public void An_address_is_limited_by_the_channels_that_it_keeps_alive_whoever_made_them()
    {
        var channels = Make(maxChannels: 100, perAddress: 3);
        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(["a", "b"], One));
        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(["c", "d"], Other));
        // A second stream with the same channels, and one with built-in channels, need none.
        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(["a", "b", "c"], One));
        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(["quotes", "notices", "clock"], One));

        Assert.Equal(ChannelAdmission.AddressIsFull, channels.Subscribe(["d"], One));
        channels.Unsubscribe(["a", "b"], One);
        Assert.Equal(ChannelAdmission.AddressIsFull, channels.Subscribe(["d"], One));
        channels.Unsubscribe(["a", "b", "c"], One);

        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(["d", "e", "f"], One));
        channels.Unsubscribe(["d", "e", "f"], One);
        channels.Unsubscribe(["c", "d"], Other);
        channels.Unsubscribe(["quotes", "notices", "clock"], One);
        Assert.Equal(0, channels.Addresses);
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_are_one_and_a_client_without_an_address_is_not_limited()
    {
        var channels = Make(maxChannels: 100, perAddress: 1);
        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(["a"], IPAddress.Parse("2001:db8::1")));

        Assert.Equal(ChannelAdmission.AddressIsFull, channels.Subscribe(["b"], IPAddress.Parse("2001:db8::2")));
        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(["b"], IPAddress.Parse("2001:db8:0:1::2")));
        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(["c", "d"], null));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(1000, 100)]
    public void Operators_have_a_tenth_as_many_places_of_their_own(int maxChannels, int places)
    {
        var channels = Make(maxChannels, perAddress: 0);
        Assert.Equal(ChannelAdmission.Granted, channels.Subscribe(Names("taken", maxChannels), One));
        Assert.Equal(ChannelAdmission.ServerIsFull, channels.Subscribe(["more"], Other));

        for (var i = 0; i < places; i++)
        {
            Assert.True(channels.TryPublish($"operators-{i}", out _));
            // Subscribers can join, so that the place is not free for the next.
            Assert.Equal(ChannelAdmission.Granted, channels.Subscribe([$"operators-{i}"], Other));
        }
        Assert.False(channels.TryPublish("more", out _));
        Assert.Equal(ChannelAdmission.ServerIsFull, channels.Subscribe(["more"], Other));
    }

    [Fact]
    public async Task A_stream_over_the_limit_of_its_address_is_rejected_with_429_and_takes_no_lease()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Streaming:MaxChannelsPerAddress=2", "Streaming:MaxStreamsPerAddress=2");
        using var client = application.Connect();
        await using var first = await EventReader.OpenAsync(client, "/stream/a,b");
        await first.NextAsync("hello");

        for (var i = 0; i < 3; i++)
        {
            var refused = await client.GetAsync("/stream/c", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
            Assert.NotNull(refused.Headers.RetryAfter);
            await ProblemAssert.IsProblemAsync(refused, HttpStatusCode.TooManyRequests, "at most 2 channels");
        }
        await using var second = await EventReader.OpenAsync(client, "/stream/quotes,b");
        await second.NextAsync("hello");

        Assert.Equal(3, (await client.GetJsonAsync("/stats")).GetProperty("rejected").GetInt32());
        await first.DisposeAsync();
        await second.DisposeAsync();
        // A stream that has ended gives its channels back.
        await Eventually.TrueAsync(async () =>
        {
            using var third = await client.GetAsync("/stream/c,d", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
            return third.StatusCode == HttpStatusCode.OK;
        });
    }

    private static ChannelRegistry Make(int maxChannels, int perAddress) => new(
        new FakeTimeProvider(), Options.Create(new StreamingOptions { MaxChannels = maxChannels, MaxChannelsPerAddress = perAddress }));

    private static string[] Names(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => $"{prefix}{i}")];
}
