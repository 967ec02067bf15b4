using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Tests.Tutorial;

namespace StockTicker.Tests.Security;

public sealed class StreamTicketTests
{
    [Theory]
    [InlineData("/stream/me?ticket=")]
    [InlineData("/stream/quotes,me?token=")]
    public async Task A_ticket_opens_one_stream_as_its_user(string path)
    {
        using var http = SharedApplications.With().Connect();
        var ticket = await IssueAsync(http, "ada");

        using (var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path + ticket), TestTimeout.Token))
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        await using var stream = await EventReader.OpenAsync(http, path + ticket);
        Assert.Equal("ada", (await stream.NextAsync()).Data.GetProperty("user").GetProperty("id").GetString());

        await AssertRejectedAsync(http, path + ticket);
    }

    [Fact]
    public async Task Of_many_concurrent_uses_of_a_ticket_one_succeeds()
    {
        using var http = SharedApplications.With().Connect();
        var ticket = await IssueAsync(http, "ada");

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            http.GetAsync($"/stream/me?ticket={ticket}", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token)));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        foreach (var response in responses)
            response.Dispose();
    }

    [Fact]
    public async Task A_ticket_expires_after_thirty_seconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var application = new TickerApplication(services => services.AddSingleton<TimeProvider>(time));
        using var http = application.Connect();
        var (first, second) = (await IssueAsync(http, "ada"), await IssueAsync(http, "ada"));

        time.Advance(TimeSpan.FromSeconds(29));
        await using (await EventReader.OpenAsync(http, $"/stream/me?ticket={first}"))
            time.Advance(TimeSpan.FromSeconds(1));

        await AssertRejectedAsync(http, $"/stream/me?ticket={second}");
    }

    [Theory]
    [InlineData("/stream/me?token=")]
    [InlineData("/stream?ticket=")]
    public async Task A_token_is_not_accepted_in_place_of_a_ticket(string path)
    {
        using var http = SharedApplications.With().Connect();

        await AssertRejectedAsync(http, path + Tokens.Make(null, "ada"));
    }

    [Fact]
    public async Task A_ticket_needs_a_token_and_an_allowed_origin()
    {
        using var http = SharedApplications.With().Connect();
        using var anonymous = await http.PostAsync("/stream/ticket", null, TestTimeout.Token);
        await ProblemAssert.IsProblemAsync(anonymous, HttpStatusCode.Unauthorized, "");

        using var request = Request("ada");
        request.Headers.Add("Origin", "https://evil.example");
        using var foreign = await http.SendAsync(request, TestTimeout.Token);
        await ProblemAssert.IsProblemAsync(foreign, HttpStatusCode.Forbidden, "another site");
    }

    [Fact]
    public async Task The_protected_stream_greets_the_user_first()
    {
        using var http = SharedApplications.With().Connect();
        using var client = await TutorialClient.OpenAsync(http, $"/protected-stream?token={await IssueAsync(http, "ada")}");

        Assert.Equal("Welcome ada!", await client.MessageAsync());
        Assert.Equal("hello", (await client.NextAsync())!.Value.Type);
    }

    private static async Task AssertRejectedAsync(HttpClient http, string address)
    {
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        Assert.Contains("invalid_token", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        await ProblemAssert.IsProblemAsync(response, HttpStatusCode.Unauthorized, "ticket");
    }

    private static HttpRequestMessage Request(string user) => new(HttpMethod.Post, "/stream/ticket")
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make(null, user)) },
    };

    private static async Task<string> IssueAsync(HttpClient http, string user)
    {
        using var request = Request(user);
        using var response = await http.SendAsync(request, TestTimeout.Token);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        using var json = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestTimeout.Token));
        var ticket = json.RootElement.GetProperty("ticket").GetString()!;
        SecretLeakDetector.Learn(ticket);
        return ticket;
    }
}
