using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Broadcasting;

public sealed class BroadcastTests : IAsyncDisposable
{
    private readonly TickerApplication _application = new([.. Tokens.Settings, "Streaming:MaxChannels=2"]);

    // For requests that publish. Not shared with other classes, and the tests of a class run one after another.
    private static TickerApplication Publishing => SharedApplications.With("Market:Instruments=10");

    // For requests that are rejected, so nothing is published there.
    private static TickerApplication Rejecting => SharedApplications.With([.. Tokens.Settings, "Streaming:MaxChannels=2"]);

    public static readonly TheoryData<string> HostileMessages = new(
        "a\rb", "a\nb", "a\r\nb\n\nevent: quotes\ndata: {}\n\n", "\0", "\u2028\u2029", "\uFEFFbom", "<img src=x onerror=alert(1)>", "😀 👩‍👩‍👧",
        new string('x', 16_000), ": comment", "id: 1-1", "\\u0000", "\u0085 \u007f", "</script>");

    [Theory, MemberData(nameof(HostileMessages))]
    public async Task A_message_arrives_unchanged(string message)
    {
        using var client = Publishing.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream/room-1");
        await stream.NextAsync("hello");

        using var response = await PostAsync(client, "/broadcast/room-1", JsonSerializer.Serialize(new { message }));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var notice = await stream.NextAsync();
        Assert.Equal(message, notice.Text("message"));
        Assert.Equal(("notice", "notice", "room-1"), (notice.Type, notice.Text("type"), notice.Text("channel")));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1,\n 2.50, {\"a\":\"\\u2028\"}]")]
    [InlineData("{\"event\":\"quotes\",\"deep\":{\"price\":150.20}}")]
    [InlineData("12345678901234567890.10")]
    public async Task A_message_can_be_any_JSON_and_its_type_is_the_event_type(string message)
    {
        using var client = Publishing.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream/notices");
        await stream.NextAsync("hello");

        using var response = await PostAsync(client, "/broadcast/notices", $$"""{"type":"deploy-1","message":{{message}}}""");
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token);

        var notice = await stream.NextAsync();
        Assert.Equal($$"""{"success":true,"id":"{{notice.Id}}","channel":"notices","subscribers":1}""", body.GetRawText());
        Assert.Equal("deploy-1", notice.Type);
        Assert.Equal(["type", "message", "channel", "time"], notice.Data.EnumerateObject().Select(property => property.Name));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(message).RootElement, notice.Data.GetProperty("message")));
        Assert.Equal(TickerApplication.Start, notice.Number("time"));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "Bearer")]
    [InlineData("rubbish", HttpStatusCode.Unauthorized, "error=\"invalid_token\"")]
    [InlineData("", HttpStatusCode.Forbidden, "error=\"insufficient_scope\"")]
    [InlineData("dispatcher stats", HttpStatusCode.Forbidden, "error=\"insufficient_scope\"")]
    [InlineData("broadcast:room-2", HttpStatusCode.Forbidden, "error=\"insufficient_scope\"")]
    public async Task Clients_without_permission_cannot_publish(string? scope, HttpStatusCode status, string challenge)
    {
        using var client = Rejecting.Connect();
        using var response = await PostAsync(client, "/broadcast/room-1", """{"message":1}""", scope switch
        {
            null => null,
            "rubbish" => "rubbish",
            _ => Tokens.Make(scope),
        });

        Assert.Contains(challenge, Assert.Single(response.Headers.WwwAuthenticate).ToString(), StringComparison.Ordinal);
        await ProblemAssert.IsProblemAsync(response, status, "");
        Assert.Equal(0, (await client.GetJsonAsync("/stats")).GetProperty("eventsPublished").GetInt32());
    }

    [Fact]
    public async Task A_scope_can_be_limited_to_one_channel()
    {
        using var client = _application.Connect();
        using var response = await PostAsync(client, "/broadcast/room-1", """{"message":1}""", Tokens.Make("stats broadcast:room-1"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/broadcast/quotes", """{"message":1}""", HttpStatusCode.Conflict, "quotes")]
    [InlineData("/broadcast/clock", """{"message":1}""", HttpStatusCode.Conflict, "clock")]
    [InlineData("/broadcast/me", """{"message":1}""", HttpStatusCode.Conflict, "me")]
    [InlineData("/broadcast/Room", """{"message":1}""", HttpStatusCode.BadRequest, "'Room'")]
    [InlineData("/broadcast/a,b", """{"message":1}""", HttpStatusCode.BadRequest, "one channel")]
    [InlineData("/broadcast/a", "{", HttpStatusCode.BadRequest, "not JSON")]
    [InlineData("/broadcast/a", "", HttpStatusCode.BadRequest, "not JSON")]
    [InlineData("/broadcast/a", """{"type":"\ud800","message":1}""", HttpStatusCode.BadRequest, "Unicode")]
    [InlineData("/broadcast/a", """{"message":1,"\ud800":2}""", HttpStatusCode.BadRequest, "Unicode")]
    [InlineData("/broadcast/a", "[]", HttpStatusCode.BadRequest, "an object with a message")]
    [InlineData("/broadcast/a", "{}", HttpStatusCode.BadRequest, "an object with a message")]
    [InlineData("/broadcast/a", """{"type":"quotes","message":1}""", HttpStatusCode.BadRequest, "'quotes'")]
    [InlineData("/broadcast/a", """{"type":"error","message":1}""", HttpStatusCode.BadRequest, "'error'")]
    [InlineData("/broadcast/a", """{"type":"No","message":1}""", HttpStatusCode.BadRequest, "'No'")]
    [InlineData("/broadcast/a", """{"type":"n\n","message":1}""", HttpStatusCode.BadRequest, "type is")]
    [InlineData("/broadcast/a", """{"type":7,"message":1}""", HttpStatusCode.BadRequest, "'7'")]
    [InlineData("/broadcast/a", """{"message":"\ud800"}""", HttpStatusCode.BadRequest, "Unicode")]
    public async Task An_invalid_message_is_rejected_with_a_reason(string path, string body, HttpStatusCode status, string named)
    {
        using var client = Rejecting.Connect();
        await ProblemAssert.IsProblemAsync(await PostAsync(client, path, body), status, named);
        Assert.Equal(0, (await client.GetJsonAsync("/stats")).GetProperty("eventsPublished").GetInt32());
    }

    [Theory]
    [InlineData(16 * 1024, HttpStatusCode.OK)]
    [InlineData(16 * 1024 + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_can_have_at_most_sixteen_kilobytes(int bytes, HttpStatusCode status)
    {
        using var client = Publishing.Connect();
        const string Around = """{"message":""}""";
        var body = $$"""{"message":"{{new string('x', bytes - Around.Length)}}"}""";

        using var whole = await PostAsync(client, "/broadcast/a", body);
        using var chunked = await PostAsync(client, "/broadcast/a", body, Tokens.Make("broadcast"), request => request.Headers.TransferEncodingChunked = true);

        Assert.Equal((status, status), (whole.StatusCode, chunked.StatusCode));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/problem+json")]
    public async Task A_body_must_have_a_JSON_content_type(string type)
    {
        using var client = Rejecting.Connect();
        await ProblemAssert.IsProblemAsync(
            await PostAsync(client, "/broadcast/a", """{"message":1}""", Tokens.Make("broadcast"), request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue(type)),
            HttpStatusCode.UnsupportedMediaType, "application/json");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "self", HttpStatusCode.OK)]
    public async Task A_cross_site_page_cannot_publish(string header, string value, HttpStatusCode status)
    {
        using var client = Publishing.Connect();
        var sent = value == "self" ? Publishing.Address.GetLeftPart(UriPartial.Authority) : value;
        using var response = await PostAsync(client, "/broadcast/a", """{"message":1}""", Tokens.Make("broadcast"), request => request.Headers.Add(header, sent));
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_new_channel_over_the_limit_is_rejected()
    {
        using var client = _application.Connect();
        await using var one = await EventReader.OpenAsync(client, "/stream/one,two");
        await one.NextAsync("hello");

        await ProblemAssert.IsProblemAsync(await PostAsync(client, "/broadcast/three", """{"message":1}"""), HttpStatusCode.ServiceUnavailable, "channels");
        using var known = await PostAsync(client, "/broadcast/two", """{"message":1}""");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body) => PostAsync(client, path, body, Tokens.Make("broadcast"));

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient client, string path, string body, string? token, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        change?.Invoke(request);
        return await client.SendAsync(request, TestTimeout.Token);
    }
}
