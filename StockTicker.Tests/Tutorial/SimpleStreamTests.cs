using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Tutorial;

/// <summary>The tutorial's streams that follow a timer.</summary>
public sealed class SimpleStreamTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 14, 30, 0, TimeSpan.Zero));

    [Fact]
    public async Task Events_contains_the_time_every_three_seconds()
    {
        await using var application = Start();
        using var http = application.Connect();
        using var client = await TutorialClient.OpenAsync(http, "/events");

        var first = await NextAsync(client);
        var second = await NextAsync(client);

        Assert.StartsWith("Current time: 2026-01-05T14:3", first, StringComparison.Ordinal);
        Assert.EndsWith("Z", first, StringComparison.Ordinal);
        Assert.Equal(3, (TimeOf(second) - TimeOf(first)).TotalSeconds);
        Assert.Equal("text/event-stream; charset=utf-8", client.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store, no-transform", client.Response.Headers.CacheControl!.ToString().Replace("no-transform, no-store", "no-store, no-transform", StringComparison.Ordinal));
        Assert.Equal("no", Assert.Single(client.Response.Headers.GetValues("X-Accel-Buffering")));

        static DateTimeOffset TimeOf(string message) => DateTimeOffset.Parse(message["Current time: ".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("41", 42)]
    [InlineData("41, 41", 42)]
    [InlineData("41, 42", 1)]
    [InlineData("not a number", 1)]
    [InlineData("-1", 1)]
    [InlineData("9223372036854775807", 1)]
    public async Task Reliable_stream_continues_after_the_last_id(string? lastEventId, int first)
    {
        await using var application = Start();
        using var http = application.Connect();
        using var client = await TutorialClient.OpenAsync(http, "/reliable-stream", lastEventId);

        Assert.Equal("5000", client.Retry);
        Assert.Equal($"Message #{first}", await NextAsync(client));
        Assert.Equal($"{first}", client.LastId);
        Assert.Equal($"Message #{first + 1}", await NextAsync(client));
    }

    [Fact]
    public async Task Efficient_stream_sends_what_has_gathered_every_second()
    {
        await using var application = Start();
        using var http = application.Connect();
        using var client = await TutorialClient.OpenAsync(http, "/efficient-stream");
        await NextAsync(client);

        await http.StepAsync(3);
        // Batches from before may be on their way.
        var batch = await NextAsync(client);
        while (batch.Contains("\"data\":{}", StringComparison.Ordinal))
            batch = await NextAsync(client);

        using var json = JsonDocument.Parse(batch);
        Assert.EndsWith("Z", json.RootElement.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        var prices = await http.PricesAsync();
        Assert.All(json.RootElement.GetProperty("data").EnumerateObject(), price => Assert.Equal(prices[price.Name], price.Value.GetDecimal()));
    }

    [Theory]
    [InlineData("/events")]
    [InlineData("/stock-stream")]
    [InlineData("/reliable-stream")]
    [InlineData("/efficient-stream")]
    public async Task Streams_end_with_a_shutdown_event_and_answer_head_with_headers(string path)
    {
        await using var application = Start();
        using var http = application.Connect();
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), TestTimeout.Token);
        Assert.Equal("text/event-stream", head.Content.Headers.ContentType!.MediaType);
        using var client = await TutorialClient.OpenAsync(http, path);

        application.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();

        (string Type, string Data)? last = null;
        while (await client.NextAsync() is { } next)
            last = next;
        Assert.Equal("shutdown", last!.Value.Type);
        Assert.Contains("\"reason\":\"draining\"", last.Value.Data, StringComparison.Ordinal);
    }

    private TickerApplication Start() => new(services => services.AddSingleton<TimeProvider>(_time));

    // The timer starts when the stream is read, which is soon after the response headers.
    private async Task<string> NextAsync(TutorialClient client)
    {
        var message = client.MessageAsync();
        await Eventually.TrueAsync(() =>
        {
            if (!message.IsCompleted)
                _time.Advance(TimeSpan.FromSeconds(1));
            return message.IsCompleted;
        });
        return await message;
    }
}
