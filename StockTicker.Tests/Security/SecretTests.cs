using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StockTicker.Tests.Hosting;
using Xunit.Sdk;

namespace StockTicker.Tests.Security;

public sealed class SecretTests
{
    [Theory]
    [InlineData("Authorization")]
    [InlineData("Cookie")]
    public async Task A_test_fails_if_the_application_logs_a_secret(string header)
    {
        var application = new TickerApplication(services => services.AddSingleton<IStartupFilter>(new HeaderLogging(header)), [.. Tokens.Settings]);
        using var client = application.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/quotes/AAPL");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast", Guid.NewGuid().ToString()));
        request.Headers.Add("Cookie", $"stockticker={Guid.NewGuid():N}");
        using var response = await client.SendAsync(request, TestTimeout.Token);

        await Assert.ThrowsAnyAsync<XunitException>(async () => await application.DisposeAsync());
    }

    [Fact]
    public async Task Errors_and_the_API_description_contain_no_secrets()
    {
        await using var application = new TickerApplication([.. Tokens.Settings, "Market:Instruments=3"]);
        using var client = application.Connect();
        var token = Tokens.Make("stats");
        foreach (var path in new[] { $"/stream/me?access_token={token}", "/broadcast/notices", "/stream?symbols=NOPE", "/nowhere" })
        {
            using var request = new HttpRequestMessage(path.StartsWith("/broadcast", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token[..^2]);
            using var response = await client.SendAsync(request, TestTimeout.Token);

            Assert.True((int)response.StatusCode >= 400);
            Assert.DoesNotContain(token[..^2], $"{response.Headers} {await response.Content.ReadAsStringAsync(TestTimeout.Token)}", StringComparison.Ordinal);
        }
        Assert.DoesNotContain("eyJ", await client.GetStringAsync("/openapi/v1.json", TestTimeout.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_even_at_the_lowest_level_does_the_log_contain_a_secret()
    {
        using var log = new LogRecorder();
        await using var application = new TickerApplication(
            services => services.AddLogging(logging => logging.AddProvider(log).AddFilter<LogRecorder>(null, LogLevel.Trace)),
            [.. Tokens.Settings, "Market:Instruments=3"]);
        using var client = application.ConnectWithoutRedirects();
        var token = Tokens.Make("broadcast", Guid.NewGuid().ToString());

        // In a form that is accepted, and in one that is not.
        var cookie = await client.SignInAsync(token);
        using var refused = await client.PostFormAsync("/signin", null, ("token", new ForgedToken { Issuer = "elsewhere" }.ToString()));
        using var own = await client.SendWithCookieAsync(HttpMethod.Get, "/me/alerts", cookie);
        using var signedOut = await client.PostFormAsync("/signin?handler=Out", cookie);
        // In a header.
        using var publishing = new HttpRequestMessage(HttpMethod.Post, "/broadcast/notices") { Content = new StringContent(token) };
        publishing.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var published = await client.SendAsync(publishing, TestTimeout.Token);
        // Where it does not belong.
        foreach (var parameter in new[] { "access_token", "token", "ticket" })
            using (await client.GetAsync($"/stats?a=1&{parameter}={token}&b=2", TestTimeout.Token)) { }
        await using (var raw = await RawConnection.OpenAsync(application.Address))
            await raw.AskAsync($"GET / HTTP/1.1\r\nHost: localhost\r\n{token}\r\nCookie {cookie}\r\n\r\n");

        SecretLeakDetector.AssertNotLogged(log.Lines);
        // Nor the claims of the token.
        Assert.DoesNotContain(log.Lines, line => line.Contains(token.Split('.')[1], StringComparison.Ordinal));
        // The rest of a message stays.
        Assert.Contains(log.Lines, line => line.Contains("/stats?a=1&ticket=[redacted]&b=2", StringComparison.Ordinal));
    }

    /// <summary>Logs a header of every request.</summary>
    private sealed class HeaderLogging(string header) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            var logger = application.ApplicationServices.GetRequiredService<ILogger<HeaderLogging>>();
            application.Use((context, rest) =>
            {
                logger.LogInformation("{Header}: {Value}", header, context.Request.Headers[header]);
                return rest(context);
            });
            next(application);
        };
    }
}
