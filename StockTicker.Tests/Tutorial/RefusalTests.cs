using System.Net;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Tutorial;

/// <summary>The limit of all streams applies to the tutorial's.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_server_that_is_full_refuses_further_streams()
    {
        await using var application = new TickerApplication("Streaming:MaxStreams=1");
        using var http = application.Connect();
        using (await TutorialClient.OpenAsync(http, "/events"))
        {
            foreach (var path in new[] { "/events", "/stock-stream", "/reliable-stream", "/efficient-stream" })
            {
                using var response = await http.GetAsync(path, TestTimeout.Token);

                Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
                await ProblemAssert.IsProblemAsync(response, HttpStatusCode.ServiceUnavailable, "The maximum of 1 open streams has been reached.");
            }
        }
        // Once the first has left, there is room again.
        await Eventually.TrueAsync(async () =>
        {
            using var response = await http.GetAsync("/stock-stream", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
            return response.StatusCode == HttpStatusCode.OK;
        });
    }
}
