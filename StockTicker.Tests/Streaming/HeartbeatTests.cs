using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Streaming;

public sealed class HeartbeatTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(TickerApplication.Start + 500));

    [Fact]
    public async Task A_silent_stream_sends_a_heartbeat_with_the_time_of_the_last_batch()
    {
        await using var application = Start("Streaming:HeartbeatInterval=00:00:05");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream", heartbeats: true);
        await stream.NextAsync("snapshot");

        _time.Advance(TimeSpan.FromSeconds(5));
        var heartbeat = await stream.NextAsync();

        Assert.Equal("heartbeat", heartbeat.Type);
        Assert.Null(heartbeat.Id);
        Assert.Equal($$"""{"time":{{TickerApplication.Start}},"lastTick":{{TickerApplication.Start}}}""", heartbeat.Json);
    }

    [Fact]
    public async Task A_heartbeat_moves_the_cursor_past_filtered_events()
    {
        await using var application = Start("Market:Instruments=100", "Market:QuotesPerUpdate=1");
        using var client = application.Connect();
        await using var whole = await EventReader.OpenAsync(client, "/stream");
        var newest = await client.StepAsync(5);
        var traded = new HashSet<string>();
        for (var i = 0; i < 5; i++)
            traded.UnionWith((await whole.NextAsync("quotes")).Quotes.Keys);
        var quiet = (await whole.GetQuietSymbolAsync(client, traded));

        await using var stream = await EventReader.OpenAsync(client, $"/stream?symbols={quiet}&lastEventId={TickerApplication.Start}-2", heartbeats: true);
        Assert.Equal($"{TickerApplication.Start}-2", (await stream.NextAsync()).Id);
        _time.Advance(TimeSpan.FromSeconds(10));
        var first = await stream.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        var second = await stream.NextAsync();

        Assert.Equal(("heartbeat", newest), (first.Type, first.Id));
        Assert.Equal(("heartbeat", null), (second.Type, second.Id));
    }

    [Fact]
    public async Task A_busy_stream_sends_a_heartbeat_every_one_and_a_half_intervals()
    {
        await using var application = Start("Streaming:HeartbeatInterval=00:00:10");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream", heartbeats: true);
        await stream.NextAsync("snapshot");

        for (var second = 1; second <= 14; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await client.StepAsync();
            Assert.Equal("quotes", (await stream.NextAsync()).Type);
        }
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("heartbeat", (await stream.NextAsync()).Type);
    }

    private TickerApplication Start(params string[] settings) => new(services => services.AddSingleton<TimeProvider>(_time), settings);
}

file static class QuietSymbol
{
    /// <summary>A symbol that has not traded.</summary>
    public static async Task<string> GetQuietSymbolAsync(this EventReader _, HttpClient client, HashSet<string> traded) =>
        (await client.GetJsonAsync("/quotes")).GetProperty("quotes").EnumerateArray()
            .Select(quote => quote.GetProperty("symbol").GetString()!).First(symbol => !traded.Contains(symbol));
}
