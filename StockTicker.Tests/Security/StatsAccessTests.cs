using System.Net;
using System.Net.Http.Headers;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Security;

public sealed class StatsAccessTests
{
    [Theory]
    [InlineData("/stats", null, 200, 401)]
    [InlineData("/stats", "", 200, 403)]
    [InlineData("/stats", "broadcast", 200, 403)]
    [InlineData("/stats", "stats", 200, 200)]
    [InlineData("/stats", "broadcast stats", 200, 200)]
    [InlineData("/status", null, 200, 401)]
    [InlineData("/status", "broadcast", 200, 403)]
    [InlineData("/status", "stats", 200, 200)]
    public async Task Statistics_are_public_or_require_the_scope(string path, string? scope, int whenPublic, int whenNot)
    {
        foreach (var (isPublic, status) in new[] { (true, whenPublic), (false, whenNot) })
        {
            var application = SharedApplications.With([.. Tokens.Settings, "Market:Instruments=3", $"Streaming:PublicStats={isPublic}"]);
            using var client = application.Connect();
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (scope is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make(scope));
            using var response = await client.SendAsync(request, TestTimeout.Token);

            Assert.Equal(status, (int)response.StatusCode);
            if (status == 200)
                continue;
            var challenge = Assert.Single(response.Headers.WwwAuthenticate).ToString();
            Assert.StartsWith("Bearer", challenge, StringComparison.Ordinal);
            if (status == 403)
                Assert.Contains("error=\"insufficient_scope\"", challenge, StringComparison.Ordinal);
            await ProblemAssert.IsProblemAsync(response, (HttpStatusCode)status, "");
        }
    }
}
