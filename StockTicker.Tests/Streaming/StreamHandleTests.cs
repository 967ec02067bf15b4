using System.Net;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Streaming;

/// <summary>Streams that their client disconnects from the server's side.</summary>
public sealed class StreamHandleTests
{
    private static TickerApplication Application => SharedApplications.With(nameof(StreamHandleTests), _ => { });

    [Theory]
    [InlineData("/stream/quotes")]
    [InlineData("/stream/quotes,clock")]
    public async Task Shutdown_ends_only_the_streams_with_the_handle_with_a_goodbye(string path)
    {
        using var http = Application.Connect();
        await using var mine = await EventReader.OpenAsync(http, $"{path}?handle=mine-{path.Length}");
        await using var other = await EventReader.OpenAsync(http, $"{path}?handle=other-{path.Length}");
        await mine.NextAsync("hello");
        await other.NextAsync("hello");

        Assert.Equal("""{"disconnected":1}""", await DisconnectAsync(http, $"handle=mine-{path.Length}&how=shutdown"));

        var end = await mine.NextAsync("shutdown");
        Assert.Equal("draining", end.Data.GetProperty("reason").GetString());
        Assert.Equal("""{"disconnected":0}""", await DisconnectAsync(http, $"handle=mine-{path.Length}&how=shutdown"));
        Assert.Equal("""{"disconnected":1}""", await DisconnectAsync(http, $"handle=other-{path.Length}&how=cut"));
        await Eventually.TrueAsync(async () => await DisconnectAsync(http, $"handle=other-{path.Length}&how=cut") == """{"disconnected":0}""");
    }

    [Fact]
    public async Task Concurrent_disconnections_and_new_streams_do_not_disturb_each_other()
    {
        using var http = Application.Connect();
        var streams = Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 5; i++)
            {
                try
                {
                    await using var stream = await EventReader.OpenAsync(http, "/stream/clock?handle=crowd");
                    await stream.NextAsync("hello");
                    await DisconnectAsync(http, "handle=crowd&how=cut");
                }
                catch (Exception error) when (error is HttpRequestException or IOException)
                {
                    // Another has cut it.
                }
            }
        });
        await Task.WhenAll(streams);

        await Eventually.TrueAsync(async () => await DisconnectAsync(http, "handle=crowd&how=cut") == """{"disconnected":0}""");
    }

    [Theory]
    [InlineData("", "handle must have 1 to 64 characters")]
    [InlineData("handle=&how=cut", "handle must have 1 to 64 characters")]
    [InlineData("handle=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&how=cut", "handle must have 1 to 64 characters")]
    [InlineData("handle=try-0001", "how is ''; it must be cut or shutdown.")]
    [InlineData("handle=try-0001&how=kill", "how is 'kill'; it must be cut or shutdown.")]
    public async Task Invalid_requests_are_explained(string query, string reason)
    {
        using var http = Application.Connect();

        using var response = await http.PostAsync($"/stream/disconnect?{query}", null, TestTimeout.Token);

        await ProblemAssert.IsProblemAsync(response, HttpStatusCode.BadRequest, reason);
    }

    private static async Task<string> DisconnectAsync(HttpClient http, string query)
    {
        using var response = await http.PostAsync($"/stream/disconnect?{query}", null, TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestTimeout.Token);
    }
}
