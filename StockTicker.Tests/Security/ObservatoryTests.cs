using System.Text.Json;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Interoperability;

namespace StockTicker.Tests.Security;

/// <summary>Responses as graded by MDN's HTTP Observatory.</summary>
[Trait("Category", "Slow")]
public sealed class ObservatoryTests(ITestOutputHelper output)
{
    private const string Host = "prices.example";

    private static readonly NpmFolder Scanner = new("Security", "observatory");

    // The path, the Accept header, and the status.
    private static readonly (string Path, string Accept, int Status)[] Asked =
    [
        ("/", "text/html", 200),
        ("/stocks/AAPL", "text/html", 200),
        ("/status", "text/html", 200),
        ("/api", "text/html", 200),
        ("/signin", "text/html", 200),
        ("/stocks/NOSUCH", "text/html", 404),
        ("/nowhere", "text/html", 404),
        ("/nowhere", "*/*", 404),
        ("/broken", "text/html", 500),
        ("/broken", "*/*", 500),
        ("/stream", "text/html", 429),
        ("/stream", "text/event-stream", 429),
        ("/stream/me", "text/html", 401),
        ("/stream?interval=x", "text/html", 400),
        ("/quotes", "application/json", 200),
        ("/js/pages/board.js", "*/*", 200),
        ("/css/tokens.css", "*/*", 200),
    ];

    [Fact]
    public async Task Every_page_and_status_is_graded_A_plus()
    {
        await Scanner.RequireAsync();
        await using var application = new TickerApplication(
            FailingEndpoint.Add, [.. Certificates.Https, "environment=Production", "Streaming:MaxStreamsPerAddress=1"]);
        using var client = Certificates.Connect(application);
        client.DefaultRequestHeaders.Host = Host;
        using var place = await client.GetAsync("/stream/clock", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);

        var responses = new List<object>();
        foreach (var asked in Asked)
            responses.Add(await AskAsync(client, asked.Path, asked.Accept, asked.Status));
        var file = Path.Combine(AppContext.BaseDirectory, "responses.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(responses), TestTimeout.Token);
        await using var scan = await Scanner.StartAsync("scan.mjs", file);
        var grades = await scan.Output.ReadToEndAsync(TestTimeout.Token);

        Assert.True(await scan.ExitAsync() == 0, scan.Errors);
        var graded = JsonDocument.Parse(grades).RootElement.EnumerateArray().ToList();
        Assert.Equal(Asked.Length, graded.Count);
        foreach (var response in graded)
        {
            output.WriteLine($"{response.GetProperty("name")}: {response.GetProperty("grade")} {response.GetProperty("score")}");
            Assert.True(response.GetProperty("grade").GetString() == "A+", response.ToString());
        }
    }

    private static async Task<object> AskAsync(HttpClient client, string path, string accept, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await client.SendAsync(request, TestTimeout.Token);
        Assert.Equal(status, (int)response.StatusCode);
        // The request that the scanner sends to check CORS.
        using var preflight = new HttpRequestMessage(HttpMethod.Options, path);
        preflight.Headers.Add("Origin", "https://http-observatory.security.mozilla.org");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        using var cors = await client.SendAsync(preflight, TestTimeout.Token);
        return new
        {
            name = $"{path} ({accept}, {status})",
            status,
            headers = HeadersOf(response),
            body = await response.Content.ReadAsStringAsync(TestTimeout.Token),
            cors = HeadersOf(cors),
        };
    }

    private static Dictionary<string, string[]> HeadersOf(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToArray());
}
