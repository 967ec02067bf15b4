using System.Net;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Tutorial;

namespace StockTicker.Tests.Streaming;

/// <summary>Streams that their client disconnects from the server's side.</summary>
public sealed class StreamHandleTests
{
    private const string Rule = "handle must be given once, with 16 to 64 characters.";

    private static TickerApplication Application => SharedApplications.With(nameof(StreamHandleTests), _ => { });

    [Theory]
    [InlineData("/stream/quotes")]
    [InlineData("/stream/quotes,clock")]
    public async Task Shutdown_ends_only_the_streams_with_the_handle_with_a_goodbye(string path)
    {
        using var http = Application.Connect();
        var (one, two) = ($"handle=of-one-client-{path.Length:d2}", $"handle=of-another-one-{path.Length:d2}");
        await using var mine = await EventReader.OpenAsync(http, $"{path}?{one}");
        await using var other = await EventReader.OpenAsync(http, $"{path}?{two}");
        await mine.NextAsync();
        await other.NextAsync();

        Assert.Equal("""{"disconnected":1}""", await DisconnectAsync(http, $"{one}&how=shutdown"));

        var end = await mine.NextAsync("shutdown");
        Assert.Equal("draining", end.Data.GetProperty("reason").GetString());
        Assert.Equal("""{"disconnected":0}""", await DisconnectAsync(http, $"{one}&how=shutdown"));
        Assert.Equal("""{"disconnected":1}""", await DisconnectAsync(http, $"{two}&how=cut"));
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
                await other.NextAsync();
        });
    }

    [Fact]
    public async Task The_tutorials_streams_end_with_a_goodbye_too()
    {
        using var http = Application.Connect();
        using var mine = await TutorialClient.OpenAsync(http, "/events?handle=of-the-tutorial-1");

        Assert.Equal("""{"disconnected":1}""", await DisconnectAsync(http, "handle=of-the-tutorial-1&how=shutdown"));

        Assert.Equal("shutdown", (await mine.NextAsync())!.Value.Type);
        Assert.Null(await mine.NextAsync());
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
                    await using var stream = await EventReader.OpenAsync(http, "/stream/clock?handle=of-a-whole-crowd");
                    await stream.NextAsync("hello");
                    await DisconnectAsync(http, "handle=of-a-whole-crowd&how=cut");
                }
                catch (Exception error) when (error is HttpRequestException or IOException)
                {
                    // Another has cut it.
                }
            }
        });
        await Task.WhenAll(streams);

        await Eventually.TrueAsync(async () => await DisconnectAsync(http, "handle=of-a-whole-crowd&how=cut") == """{"disconnected":0}""");
    }

    [Theory]
    [InlineData("how=cut", Rule)]
    [InlineData("handle=&how=cut", Rule)]
    [InlineData("handle=of-15-charactrs&how=cut", Rule)]
    [InlineData("handle=of-65-characters-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&how=cut", Rule)]
    [InlineData("handle=given-twice-0001&handle=given-twice-0001&how=cut", Rule)]
    [InlineData("handle=of-one-client-99", "how is ''; it must be cut or shutdown.")]
    [InlineData("handle=of-one-client-99&how=kill", "how is 'kill'; it must be cut or shutdown.")]
    public async Task Invalid_requests_are_explained(string query, string reason)
    {
        using var http = Application.Connect();

        using var response = await http.PostAsync($"/stream/disconnect?{query}", null, TestTimeout.Token);

        await ProblemAssert.IsProblemAsync(response, HttpStatusCode.BadRequest, reason);
    }

    [Theory]
    [InlineData("/stream?handle=short")]
    [InlineData("/stock-stream?handle=short")]
    [InlineData("/stream/clock?handle=given-twice-0001&handle=given-twice-0001")]
    public async Task A_stream_with_an_invalid_handle_is_refused(string path)
    {
        using var http = Application.Connect();

        using var response = await http.GetAsync(path, TestTimeout.Token);

        await ProblemAssert.IsProblemAsync(response, HttpStatusCode.BadRequest, Rule);
    }

    [Fact]
    public async Task Pages_of_other_sites_cannot_disconnect_streams()
    {
        using var http = Application.Connect();
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var response = await http.PostAsync("/stream/disconnect?handle=of-one-client-99&how=cut", null, TestTimeout.Token);

        await ProblemAssert.IsProblemAsync(response, HttpStatusCode.Forbidden, "Requests from pages of another site are not allowed.");
    }

    private static async Task<string> DisconnectAsync(HttpClient http, string query)
    {
        using var response = await http.PostAsync($"/stream/disconnect?{query}", null, TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestTimeout.Token);
    }
}
