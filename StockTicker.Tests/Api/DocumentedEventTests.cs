using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Api;

/// <summary>Checks the events of real streams against the schemas of the API description.</summary>
public sealed class DocumentedEventTests
{
    [Fact]
    public async Task Events_of_a_market_stream_match_their_schemas()
    {
        await using var application = new TickerApplication(Tokens.Settings);
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        await using var stream = await EventReader.OpenAsync(client, "/stream/quotes,notices,clock");
        var seen = new HashSet<string>();

        await client.StepAsync(10);
        using var published = new HttpRequestMessage(HttpMethod.Post, "/broadcast/notices")
        {
            Content = new StringContent("""{"message":{"any":["json",1.50,null]}}""", Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast")) },
        };
        (await client.SendAsync(published, TestTimeout.Token)).Dispose();

        while (!seen.IsSupersetOf(["hello", "snapshot", "quotes", "clock", "notice"]))
            seen.Add(AssertAsDescribed(api, "/stream/{channels}", await stream.NextAsync()));
    }

    [Fact]
    public async Task Conflated_quotes_and_heartbeats_match_their_schemas()
    {
        await using var application = new TickerApplication(
            "Market:Clock=system", "Market:UpdateInterval=00:00:00.020", "Streaming:HeartbeatInterval=00:00:01");
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        await using var stream = await EventReader.OpenAsync(client, "/stream?symbols=AAPL,MSFT&interval=500", heartbeats: true);
        var (seen, conflated) = (new HashSet<string>(), false);

        while (!conflated || !seen.IsSupersetOf(["hello", "snapshot", "quotes", "heartbeat"]))
        {
            var next = await stream.NextAsync();
            seen.Add(AssertAsDescribed(api, "/stream", next));
            conflated |= next.Type == "quotes" && next.Number("merged") > 0;
        }
    }

    [Theory]
    [InlineData("1-1", "epoch")]
    [InlineData("rubbish", "malformed")]
    [InlineData("1767623400000-1", "resumed")]
    [InlineData("1767623400000-99", "ahead")]
    public async Task Hello_matches_its_schema_for_every_reason(string cursor, string reason)
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        await client.StepAsync(2);
        await using var stream = await EventReader.OpenAsync(client, "/stream", cursor);

        var hello = await stream.NextAsync();

        Assert.Equal(reason, hello.Text("reason"));
        AssertAsDescribed(api, "/stream", hello);
        AssertAsDescribed(api, "/stream", await stream.NextAsync());
    }

    [Fact]
    public async Task Shutdown_matches_its_schema()
    {
        await using var application = ApplicationProcess.Start();
        using var client = await application.ConnectAsync();
        var api = await DescribedApi.ReadAsync(client);
        await using var stream = await EventReader.OpenAsync(client, "/stream");
        await stream.NextAsync("snapshot");

        application.Terminate();

        AssertAsDescribed(api, "/stream", await stream.NextAsync("shutdown"));
    }

    [Fact]
    public async Task The_schema_check_finds_missing_extra_reordered_and_mistyped_properties()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        var schema = api.Schemas.GetProperty("HeartbeatEvent");

        Assert.Empty(Problems("""{"time":1,"lastTick":1}"""));
        Assert.NotEmpty(Problems("""{"time":1}"""));
        Assert.NotEmpty(Problems("""{"time":1,"lastTick":1,"more":1}"""));
        Assert.NotEmpty(Problems("""{"lastTick":1,"time":1}"""));
        Assert.NotEmpty(Problems("""{"time":"1","lastTick":1}"""));
        Assert.NotEmpty(Problems("""{"time":-1,"lastTick":1}"""));
        Assert.NotEmpty(Problems("""[]"""));

        IReadOnlyList<string> Problems(string json) => api.Problems(schema, JsonDocument.Parse(json).RootElement);
    }

    // The operation must also list the event.
    private static string AssertAsDescribed(DescribedApi api, string path, ServerEvent received)
    {
        var events = api.Operation("GET", path).Events;
        Assert.True(events.TryGetValue(received.Type, out var schema), $"{path} does not list {received.Type}.");
        api.AssertMatches(schema, received.Data);
        return received.Type;
    }
}
