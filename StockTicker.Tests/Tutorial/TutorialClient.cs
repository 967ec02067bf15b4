using System.Net;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Tutorial;

/// <summary>A client like the tutorial's: it reads events as <c>EventSource</c> does, and remembers the last id.</summary>
internal sealed class TutorialClient : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private TutorialClient(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    public string? LastId { get; private set; }

    public string? Retry { get; private set; }

    public HttpResponseMessage Response => _response;

    /// <summary>Opens a stream and reads its first bytes, which come before any event.</summary>
    public static async Task<TutorialClient> OpenAsync(HttpClient http, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var client = new TutorialClient(response, await response.Content.ReadAsStreamAsync(TestTimeout.Token)) { LastId = lastEventId };
        client.Retry = (await client.LineAsync())![7..];
        Assert.StartsWith(":", await client.LineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await client.LineAsync());
        return client;
    }

    /// <summary>The type and data of the next event, or null at the end.</summary>
    public async Task<(string Type, string Data)?> NextAsync()
    {
        var (type, data) = ("message", new List<string>());
        while (await LineAsync() is { } line)
        {
            Assert.InRange(line.Length, 0, 64 * 1024);
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                type = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastId = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data.Add(line[6..]);
            else if (line.Length == 0 && data.Count > 0)
                return (type, string.Join('\n', data));
        }
        return null;
    }

    /// <summary>The data of the next event, which must be unnamed.</summary>
    public async Task<string> MessageAsync()
    {
        var (type, data) = (await NextAsync())!.Value;
        Assert.Equal("message", type);
        return data;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }

    private async Task<string?> LineAsync() => await _lines.ReadLineAsync(TestTimeout.Token);
}
