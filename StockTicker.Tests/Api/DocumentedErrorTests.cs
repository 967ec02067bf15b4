using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Api;

/// <summary>Provokes every documented error, so that none is documented that cannot occur.</summary>
public sealed class DocumentedErrorTests
{
    private static readonly string[] Streams =
    [
        "/stream", "/stream/{channels}", "/stream/me", "/protected-stream", "/events", "/stock-stream", "/reliable-stream", "/efficient-stream",
    ];
    private static readonly string[] Quotes =
        ["/quotes", "/quotes/{symbol}", "/quotes/{symbol}/candles", "/quotes/{symbol}/trades"];

    // How to provoke each error: the operation, the status, and the address that returns it.
    private static readonly (string Path, int Status, string Address)[] Provocations =
    [
        ("/stream", 400, "/stream?interval=60001"),
        ("/stream", 400, "/stream?snapshot=maybe"),
        ("/stream", 400, "/stream?symbols=NOPE"),
        ("/stream", 401, "/stream?symbols=@watchlist"),
        ("/stream/{channels}", 400, "/stream/Room"),
        ("/stream/{channels}", 400, "/stream/quotes,notices?history=101"),
        ("/stream/{channels}", 401, "/stream/quotes,me"),
        ("/stream/me", 400, "/stream/me?history=101"),
        ("/stream/me", 401, "/stream/me"),
        ("/stream/me", 401, "/stream/me?ticket=used"),
        ("/protected-stream", 400, "/protected-stream?history=101"),
        ("/protected-stream", 401, "/protected-stream"),
        ("/events", 400, "/events?handle=short"),
        ("/stock-stream", 400, "/stock-stream?handle=short"),
        ("/reliable-stream", 400, "/reliable-stream?handle=short"),
        ("/efficient-stream", 400, "/efficient-stream?handle=short"),
        ("/quotes", 400, "/quotes?symbols="),
        ("/quotes/{symbol}", 404, "/quotes/NOPE"),
        ("/quotes/{symbol}/candles", 400, "/quotes/AAPL/candles?interval=2s"),
        ("/quotes/{symbol}/candles", 400, "/quotes/AAPL/candles?limit=1001"),
        ("/quotes/{symbol}/candles", 404, "/quotes/NOPE/candles"),
        ("/quotes/{symbol}/trades", 400, "/quotes/AAPL/trades?limit=0"),
        ("/quotes/{symbol}/trades", 404, "/quotes/NOPE/trades"),
    ];

    [Fact]
    public async Task Every_documented_error_occurs_as_described()
    {
        var application = SharedApplications.With();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);

        foreach (var (path, status, address) in Provocations)
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
            await AssertAsDescribedAsync(api, path, status, response);
        }
    }

    [Fact]
    public async Task Every_documented_error_has_a_case()
    {
        var application = SharedApplications.With();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);

        // 429, 503, and 304 have their own tests.
        var provoked = Provocations.Select(provocation => (provocation.Path, provocation.Status)).ToHashSet();
        provoked.UnionWith(Streams.SelectMany(path => new[] { (path, 429), (path, 503) }));
        provoked.Add(("/quotes", 304));

        Assert.Equal(
            Streams.Concat(Quotes).SelectMany(path => api.Operation("GET", path).Statuses.Select(status => (path, status)))
                .Where(described => described.status != 200).Order(),
            provoked.Order());
    }

    [Fact]
    public async Task A_stopping_server_rejects_streams_as_described()
    {
        var door = new DoorHeldOpen();
        await using var application = new TickerApplication(services => services.AddSingleton<IHostedService>(door));
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);

        application.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        foreach (var path in new[] { "/stream", "/stream/{channels}", "/events", "/stock-stream", "/reliable-stream", "/efficient-stream" })
        {
            var address = api.Operation("GET", path).ExamplePath;
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
            await AssertAsDescribedAsync(api, path, 503, response);
        }
        using var ready = await client.GetAsync("/health/ready", TestTimeout.Token);
        Assert.Equal(503, (int)ready.StatusCode);
        api.AssertMatches("Health", JsonDocument.Parse(await ready.Content.ReadAsStringAsync(TestTimeout.Token)).RootElement);
        door.Close();
    }

    [Fact]
    public async Task A_stream_over_the_limit_is_rejected_as_described()
    {
        await using var application = new TickerApplication("Streaming:MaxStreamsPerAddress=1");
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        await using var only = await EventReader.OpenAsync(client, "/stream/clock");

        foreach (var path in new[] { "/stream", "/stream/{channels}", "/events", "/stock-stream", "/reliable-stream", "/efficient-stream" })
        {
            var address = api.Operation("GET", path).ExamplePath;
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
            await AssertAsDescribedAsync(api, path, 429, response);
        }
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("broadcast", 403)]
    public async Task Private_statistics_are_rejected_as_described(string? scope, int status)
    {
        await using var application = new TickerApplication([.. Tokens.Settings, "Streaming:PublicStats=false"]);
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stats");
        if (scope is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make(scope));

        using var response = await client.SendAsync(request, TestTimeout.Token);

        await AssertAsDescribedAsync(api, "/stats", status, response);
    }

    [Fact]
    public async Task A_channel_over_the_limit_is_rejected_as_described()
    {
        await using var application = new TickerApplication([.. Tokens.Settings, "Streaming:MaxChannels=1"]);
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        await using var room = await EventReader.OpenAsync(client, "/stream/room-1");

        using var subscribed = await client.GetAsync("/stream/room-2", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        using var published = await PublishAsync(client, "/broadcast/room-2", """{"message":1}""", "broadcast");

        await AssertAsDescribedAsync(api, "/stream/{channels}", 503, subscribed);
        await AssertAsDescribedAsync(api, "/broadcast/{channel}", 503, published, "POST");
    }

    [Theory]
    [InlineData("/broadcast/notices", """{"message":1}""", "application/json", null, 401)]
    [InlineData("/broadcast/notices", """{"message":1}""", "application/json", "stats", 403)]
    [InlineData("/broadcast/Room", """{"message":1}""", "application/json", "broadcast", 400)]
    [InlineData("/broadcast/notices", """{"type":"quotes","message":1}""", "application/json", "broadcast", 400)]
    [InlineData("/broadcast/clock", """{"message":1}""", "application/json", "broadcast", 409)]
    [InlineData("/broadcast/notices", null, "application/json", "broadcast", 413)]
    [InlineData("/broadcast/notices", """{"message":1}""", "text/plain", "broadcast", 415)]
    public async Task An_invalid_message_is_rejected_as_described(
        string address, string? body, string type, string? scope, int status)
    {
        var application = SharedApplications.With(Tokens.Settings);
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);

        using var response = await PublishAsync(client, address, body ?? new string(' ', 16 * 1024 + 1), scope, type);

        await AssertAsDescribedAsync(api, "/broadcast/{channel}", status, response, "POST");
    }

    [Fact]
    public async Task Publishing_a_message_responds_as_described()
    {
        await using var application = new TickerApplication(Tokens.Settings);
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        var body = api.Operation("POST", "/broadcast/{channel}").Json
            .GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        Assert.Empty(api.Problems(body.GetProperty("schema"), body.GetProperty("example")));

        var example = body.GetProperty("example").GetRawText();
        using var response = await PublishAsync(client, "/broadcast/notices", example, "broadcast");

        Assert.Equal(200, (int)response.StatusCode);
        api.AssertMatches("Published", JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestTimeout.Token)).RootElement);
    }

    [Fact]
    public async Task Unchanged_quotes_respond_as_described()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        using var first = await client.GetAsync("/quotes", TestTimeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/quotes");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await client.SendAsync(request, TestTimeout.Token);

        Assert.Equal(304, (int)second.StatusCode);
        foreach (var header in api.Operation("GET", "/quotes").Response(304).GetProperty("headers").EnumerateObject())
            Assert.True(second.Headers.Contains(header.Name), header.Name);
    }

    [Theory]
    [InlineData("/quotes", "Quotes")]
    [InlineData("/quotes?symbols=MSFT", "Quotes")]
    [InlineData("/quotes/AAPL", "Quote")]
    [InlineData("/quotes/AAPL/candles", "Candles")]
    [InlineData("/quotes/AAPL/trades?limit=5", "Trades")]
    [InlineData("/stats", "Stats")]
    [InlineData("/health/live", "Health")]
    [InlineData("/health/ready", "Health")]
    public async Task Responses_have_exactly_the_described_properties(string address, string schema)
    {
        // Not shared, because the market is stepped.
        var application = SharedApplications.With("Market:QuotesPerUpdate=30");
        using var client = application.Connect();
        await client.StepAsync(20);
        await using var stream = await EventReader.OpenAsync(client, "/stream/quotes,room-1");
        var api = await DescribedApi.ReadAsync(client);

        api.AssertMatches(schema, await client.GetJsonAsync(address));
    }

    [Theory]
    [InlineData("""{"updates":0}""", "application/json", 400)]
    [InlineData("""{"updates":"x"}""", "application/json", 400)]
    [InlineData("{", "application/json", 400)]
    [InlineData("""{"updates":1}""", "text/plain", 415)]
    public async Task An_invalid_step_is_rejected_as_described(string body, string type, int status)
    {
        var application = SharedApplications.With();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));

        using var response = await client.PostAsync("/market/step", content, TestTimeout.Token);

        await AssertAsDescribedAsync(api, "/market/step", status, response, "POST");
    }

    [Theory]
    [InlineData("trades", "[{]", "application/json", "feed", 400)]
    [InlineData("trades", "[]", "application/json", null, 401)]
    [InlineData("quotes", "[]", "application/json", "market", 403)]
    [InlineData("trades", null, "application/json", "feed", 413)]
    [InlineData("quotes", "[]", "text/csv", "feed", 415)]
    public async Task An_invalid_feed_is_rejected_as_described(string what, string? body, string type, string? scope, int status)
    {
        using var client = SharedApplications.With("Market:Source=feed").Connect();
        var api = await DescribedApi.ReadAsync(client);

        using var response = await PublishAsync(client, $"/market/{what}", body ?? new string(' ', 1024 * 1024 + 1), scope, type);

        await AssertAsDescribedAsync(api, $"/market/{what}", status, response, "POST");
    }

    [Theory]
    [InlineData("/market/trades", "[]", "feed", 409)]
    [InlineData("/market/quotes", "[]", "feed", 409)]
    [InlineData("/market/replay", """{"pause":true}""", "market", 409)]
    [InlineData("/market/replay", """{"pause":true}""", null, 401)]
    [InlineData("/market/replay", """{"pause":true}""", "feed", 403)]
    [InlineData("/market/replay", """{"pause":1}""", "market", 400)]
    public async Task A_request_to_another_kind_of_market_is_rejected_as_described(string path, string body, string? scope, int status)
    {
        using var client = SharedApplications.With().Connect();
        var api = await DescribedApi.ReadAsync(client);

        using var response = await PublishAsync(client, path, body, scope);

        await AssertAsDescribedAsync(api, path, status, response, "POST");
    }

    private static async Task<HttpResponseMessage> PublishAsync(
        HttpClient client, string address, string body, string? scope, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        if (scope is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make(scope));
        return await client.SendAsync(request, TestTimeout.Token);
    }

    private static async Task AssertAsDescribedAsync(
        DescribedApi api, string path, int status, HttpResponseMessage response, string method = "GET")
    {
        var address = response.RequestMessage!.RequestUri!.PathAndQuery;
        Assert.True((int)response.StatusCode == status, $"{address} returned {(int)response.StatusCode}, not {status}.");
        var described = api.Operation(method, path).Response(status);
        var type = response.Content.Headers.ContentType!.MediaType!;
        Assert.Equal("application/problem+json", type);
        var schema = described.GetProperty("content").GetProperty(type).GetProperty("schema");
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestTimeout.Token)).RootElement;
        var wrong = api.Problems(schema, problem);
        Assert.True(wrong.Count == 0, $"{address}: {string.Join("; ", wrong)}");
        if (!described.TryGetProperty("headers", out var headers))
            return;
        foreach (var header in headers.EnumerateObject())
            Assert.True(response.Headers.Contains(header.Name), $"{address} lacks {header.Name}.");
    }

    /// <summary>Keeps a stopping server listening, so that a test can send requests to it.</summary>
    private sealed class DoorHeldOpen : IHostedLifecycleService
    {
        private readonly TaskCompletionSource _closed = new();

        public void Close() => _closed.TrySetResult();

        public Task StoppingAsync(CancellationToken cancellationToken) => _closed.Task;

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
