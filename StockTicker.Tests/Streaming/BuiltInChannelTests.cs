using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StockTicker.Tests.Api;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Streaming;

/// <summary>Streams, broadcasts, statistics, and the API description follow the definitions of the built-in channels.</summary>
public sealed class BuiltInChannelTests
{
    private static readonly string[] Names = [.. BuiltInChannels.All.Select(channel => channel.Name)];
    private static readonly BuiltInChannel[] Periodic = [.. BuiltInChannels.All.Where(channel => channel.Period is not null)];

    [Fact]
    public async Task All_exist_from_the_start_and_are_described()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();

        var stats = await client.GetJsonAsync("/stats");
        var api = (await DescribedApi.ReadAsync(client)).Document.GetRawText();

        Assert.Equal(Names.Order(), stats.GetProperty("channels").EnumerateObject().Select(channel => channel.Name).Order());
        Assert.All(BuiltInChannels.All, channel =>
            Assert.Contains($"`{channel.Name}`, {channel.Description}", api.Replace("\\u0060", "`", StringComparison.Ordinal).Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_needs_a_user_and_a_broadcast_is_accepted_as_defined()
    {
        await using var application = new TickerApplication(Tokens.Settings);
        using var client = application.Connect();
        foreach (var channel in BuiltInChannels.All)
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, $"/stream/{channel.Name}");
            using var opened = await client.SendAsync(head, TestTimeout.Token);
            using var post = new HttpRequestMessage(HttpMethod.Post, $"/broadcast/{channel.Name}")
            {
                Content = new StringContent("""{"message":1}""", Encoding.UTF8, "application/json"),
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast")) },
            };
            using var published = await client.SendAsync(post, TestTimeout.Token);

            Assert.Equal(channel.NeedsUser ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, opened.StatusCode);
            Assert.Equal(channel.AcceptsBroadcasts ? HttpStatusCode.OK : HttpStatusCode.Conflict, published.StatusCode);
        }
    }

    [Fact]
    public async Task Periodic_channels_have_an_event_per_period_of_the_markets_time_as_described()
    {
        await using var application = new TickerApplication("Market:UpdateInterval=00:00:01");
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        var schemas = api.Operation("GET", "/stream/{channels}").Events;
        await using var stream = await EventReader.OpenAsync(client, $"/stream/{string.Join(',', Periodic.Select(channel => channel.Name))}");
        await stream.NextAsync("hello");
        foreach (var second in Enumerable.Range(1, 12))
        {
            await client.StepAsync();
            var time = TickerApplication.Start + second * 1000L;
            foreach (var channel in Periodic.Where(channel => time % (long)channel.Period!.Value.TotalMilliseconds == 0))
            {
                var received = await stream.NextAsync();
                Assert.Equal((channel.Name, null, $$"""{"time":{{time}}}"""), (received.Type, received.Id, received.Json));
                api.AssertMatches(schemas[channel.Name], received.Data);
            }
        }
    }
}
