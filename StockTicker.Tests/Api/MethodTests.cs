using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Api;

/// <summary>Calls every described operation with every method.</summary>
public sealed class MethodTests
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"];

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Every_operation_returns_a_described_status_and_every_other_method_405(string environment)
    {
        // Without limits, since each path is requested several times.
        var application = SharedApplications.With(
            $"environment={environment}", "Market:Instruments=3", "Streaming:MaxStreamsPerAddress=0", "Streaming:NewStreamsPerMinute=0");
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        var operations = api.Operations.ToList();
        Assert.Equal(environment == "Development", operations.Exists(operation => operation.Path == "/market/step"));

        foreach (var path in operations.GroupBy(operation => operation.Path))
        {
            var address = path.First().ExamplePath;
            // Another path with a parameter may include this one, as /stream/{channels} includes /stream/ticket.
            var matching = operations.Where(operation => operation.Path == path.Key || Includes(operation.Path, address)).ToList();
            var allowed = matching.Select(operation => operation.Method).Distinct().Order().ToList();
            foreach (var method in Methods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), address);
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);

                if (allowed.Contains(method))
                {
                    Assert.True(
                        matching.Exists(operation => operation.Method == method && operation.Statuses.Contains((int)response.StatusCode)),
                        $"{method} {address} returned {(int)response.StatusCode}.");
                    continue;
                }
                Assert.Equal((method, address, HttpStatusCode.MethodNotAllowed), (method, address, response.StatusCode));
                Assert.Equal(allowed, response.Content.Headers.Allow.Order());
                if (method != "HEAD")
                    await ProblemAssert.IsProblemAsync(response, HttpStatusCode.MethodNotAllowed, $"does not support {method}");
            }
        }

        static bool Includes(string path, string address) => Regex.IsMatch(address, $"^{Regex.Replace(path, @"\{\w+\}", "[^/]+")}$");
    }

    // With the example, and with a body that is too large.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_operation_with_a_token_and_a_body_returns_a_described_status(bool isTooLarge)
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var client = application.Connect().As(new ForgedToken { Scope = "broadcast stats feed market" }.ToString());
        var api = await DescribedApi.ReadAsync(client);

        foreach (var operation in api.Operations)
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.ExampleAddress);
            // An array of trades may be larger, and this market is neither fed nor a replay.
            var isForAnotherMarket = operation.Path is "/market/trades" or "/market/quotes" or "/market/replay";
            if (isTooLarge && operation.Path is "/market/trades" or "/market/quotes")
                continue;
            var hasBody = operation.Json.TryGetProperty("requestBody", out var body);
            if (hasBody)
            {
                var example = body.GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
                request.Content = new StringContent(isTooLarge ? example.PadLeft(200 * 1024) : example, Encoding.UTF8, "application/json");
            }
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);

            var status = (int)response.StatusCode;
            Assert.True(operation.Statuses.Contains(status), $"{operation.Method} {operation.Path} returned {status}.");
            Assert.True(hasBody && isTooLarge ? status == 413 : status < 300 || (status == 409 && isForAnotherMarket) || operation.Method == "DELETE" || operation.Path == "/health/ready",
                $"{operation.Method} {operation.Path} returned {status}.");
            // Otherwise, the client's next request could meet a connection that closes.
            Assert.True(!hasBody || !isTooLarge || response.Headers.ConnectionClose == true, $"{operation.Method} {operation.Path} does not announce the end of the connection.");
        }
    }

    [Fact]
    public async Task HEAD_returns_the_headers_of_GET()
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.ConnectAs("head");
        var api = await DescribedApi.ReadAsync(client);
        // The tutorial's GET that publishes is not safe, so HEAD is not either.
        var described = api.Operations.Where(operation => operation.Method == "GET" && operation.Path != "/trigger-notification").ToList();
        Assert.All(described, operation => Assert.Contains(api.Operations, head => head.Path == operation.Path && head.Method == "HEAD"));

        foreach (var address in described.Select(operation => operation.ExampleAddress).Concat(["/", "/stocks/AAPL", "/quotes/NOPE", "/nowhere", "/css/tokens.css", "/styles/board.css"]))
        {
            using var get = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            using var head = await client.SendAsync(request, TestTimeout.Token);

            Assert.Equal((address, get.StatusCode), (address, head.StatusCode));
            Assert.Equal(Headers(get), Headers(head));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestTimeout.Token));
        }

        // A server need not know the length or the framing of a response that it does not write.
        static IEnumerable<string> Headers(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not ("Content-Length" or "Transfer-Encoding" or "Date" or "Set-Cookie"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order();
    }

    [Theory]
    [InlineData("/", "GET, HEAD")]
    [InlineData("/stocks/AAPL", "GET, HEAD")]
    [InlineData("/status", "GET, HEAD")]
    [InlineData("/api", "GET, HEAD")]
    [InlineData("/signin", "GET, HEAD, POST")]
    [InlineData("/css/tokens.css", "GET, HEAD")]
    [InlineData("/styles/board.css", "GET, HEAD")]
    public async Task Pages_and_files_return_405_for_other_methods(string path, string allowed)
    {
        using var client = SharedApplications.With("Market:Instruments=3").Connect();
        foreach (var method in Methods.Except(allowed.Split(", ")))
        {
            foreach (var accept in new[] { "text/html", "*/*" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Accept", accept } } };
                using var response = await client.SendAsync(request, TestTimeout.Token);

                Assert.Equal((method, HttpStatusCode.MethodNotAllowed), (method, response.StatusCode));
                Assert.Equal(allowed.Split(", "), response.Content.Headers.Allow.Order());
            }
        }
    }

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    [InlineData("TEXT/HTML", true)]
    [InlineData("text/html, application/json", true)]
    [InlineData("application/json, text/html;q=0.9", false)]
    [InlineData("application/problem+json, text/html;q=0.5", false)]
    [InlineData("text/html;q=0", false)]
    [InlineData("text/*", false)]
    [InlineData("text/event-stream", false)]
    [InlineData("text/csv", false)]
    [InlineData("*/*", false)]
    [InlineData("application/json", false)]
    [InlineData(null, false)]
    public async Task An_error_is_a_page_only_for_clients_that_prefer_one(string? accept, bool isPage)
    {
        using var client = SharedApplications.With("Market:Instruments=3").Connect();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);

        using var response = await client.SendAsync(request, TestTimeout.Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(isPage ? "text/html" : "application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", response.Headers.Vary);
    }

    [Theory]
    [InlineData("""{"updates":1}""", "application/json")]
    [InlineData("""{"updates":0}""", "application/json")]
    [InlineData("{", "application/json")]
    [InlineData("updates", "text/plain")]
    public async Task Stepping_does_not_exist_outside_Development(string body, string type)
    {
        using var client = SharedApplications.With("environment=Production", "Market:Instruments=3").Connect();
        using var content = new StringContent(body, Encoding.UTF8, type);

        await ProblemAssert.IsProblemAsync(await client.PostAsync("/market/step", content, TestTimeout.Token), HttpStatusCode.NotFound, "/market/step");
        await ProblemAssert.IsProblemAsync(await client.GetAsync("/market/step", TestTimeout.Token), HttpStatusCode.NotFound, "/market/step");
        Assert.DoesNotContain("/market/step", await client.GetStringAsync("/api", TestTimeout.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200 * 1024, false, 413)]
    [InlineData(200 * 1024, true, 413)]
    [InlineData(100 * 1024, false, 400)]
    [InlineData(100 * 1024, true, 400)]
    public async Task A_form_that_is_too_large_returns_413(int size, bool isChunked, int status)
    {
        using var client = SharedApplications.With("Market:Instruments=3").Connect();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signin")
        {
            Content = new StringContent("token=" + new string('x', size), Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.TransferEncodingChunked = isChunked;

        await ProblemAssert.IsProblemAsync(await client.SendAsync(request, TestTimeout.Token), (HttpStatusCode)status, status == 413 ? "too large" : "");
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=b", "--c\r\n")]
    [InlineData("multipart/form-data", "x")]
    [InlineData("application/json", "{}")]
    [InlineData("application/x-www-form-urlencoded", "%%%=%zz")]
    public async Task A_form_that_cannot_be_read_returns_400(string type, string body)
    {
        using var client = SharedApplications.With("Market:Instruments=3").Connect();
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        await ProblemAssert.IsProblemAsync(await client.PostAsync("/signin", content, TestTimeout.Token), HttpStatusCode.BadRequest, "");
    }
}
