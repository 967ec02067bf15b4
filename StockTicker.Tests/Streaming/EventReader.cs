using System.Text;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Streaming;

/// <summary>
/// Reads a stream as strictly as the wire contract defines it: only its fields, in its order, complete blocks, rising ids,
/// and data that is one JSON object. Anything else fails the test.
/// </summary>
public sealed class EventReader : IAsyncDisposable
{
    private const string Heartbeat = "heartbeat";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;
    private readonly char[] _buffer = new char[4096];
    private readonly StringBuilder _line = new();
    private Memory<char> _unread;
    private readonly StringBuilder _text = new();
    private long _lastSequence = -1;
    private bool _takesHeartbeats;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        // A byte order mark is not skipped, because the stream must not have one.
        _reader = new StreamReader(body, Strict, detectEncodingFromByteOrderMarks: false);
    }

    /// <summary>The response headers.</summary>
    public HttpResponseMessage Response => _response;

    /// <summary>The <c>retry:</c> field at the start of the stream, in milliseconds.</summary>
    public int Retry { get; private set; }

    /// <summary>Everything read so far, as text.</summary>
    public string Text => _text.ToString();

    /// <summary>Opens a stream.</summary>
    /// <param name="client">The client.</param>
    /// <param name="path">The path.</param>
    /// <param name="lastEventId">The cursor.</param>
    /// <param name="heartbeats">Whether heartbeats are returned. By default they are skipped: on a slow machine they can occur anywhere.</param>
    public static async Task<EventReader> OpenAsync(HttpClient client, string path, string? lastEventId = null, bool heartbeats = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        if (!response.IsSuccessStatusCode)
            Assert.Fail($"{path} returned {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(TestTimeout.Token)}");
        return new EventReader(response, await response.Content.ReadAsStreamAsync(TestTimeout.Token)) { _takesHeartbeats = heartbeats };
    }

    /// <summary>The next event; fails if the stream ends.</summary>
    public async Task<ServerEvent> NextAsync() =>
        await TryNextAsync() ?? throw new EndOfStreamException("The stream ended.");

    /// <summary>The next event of this type; others are skipped.</summary>
    public async Task<ServerEvent> NextAsync(string type)
    {
        _takesHeartbeats |= type == Heartbeat;
        while (true)
        {
            if (await NextAsync() is var next && next.Type == type)
                return next;
        }
    }

    /// <summary>The next event; null if the stream ends between two events.</summary>
    public async Task<ServerEvent?> TryNextAsync()
    {
        while (await ReadBlockAsync() is { } block)
        {
            if (Parse(block) is { } parsed && (_takesHeartbeats || parsed.Type != Heartbeat))
                return parsed;
        }
        return null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<List<string>?> ReadBlockAsync()
    {
        var lines = new List<string>();
        while (await ReadLineAsync() is { } line)
        {
            _text.Append(line).Append('\n');
            Assert.DoesNotContain('\r', line);
            Assert.True(line.Length <= DataLines.MaxBytes && Strict.GetByteCount(line) <= DataLines.MaxBytes, "A line has more than 64 KB.");
            Assert.DoesNotContain('\uFEFF', line);
            if (line.Length == 0)
                return lines;
            lines.Add(line);
        }
        Assert.True(lines.Count == 0, $"The stream ended within a block: {string.Join(" | ", lines)}");
        return null;
    }

    // Lines must end with a line feed only, which StreamReader does not distinguish from other line ends.
    private async Task<string?> ReadLineAsync()
    {
        _line.Clear();
        while (true)
        {
            if (_unread.Span.IndexOf('\n') is var end && end >= 0)
            {
                _line.Append(_unread[..end]);
                _unread = _unread[(end + 1)..];
                return _line.ToString();
            }
            _line.Append(_unread);
            _unread = _buffer.AsMemory(0, await _reader.ReadAsync(_buffer, TestTimeout.Token));
            if (_unread.IsEmpty)
                return _line.Length == 0 ? null : _line.ToString();
        }
    }

    private ServerEvent? Parse(List<string> block)
    {
        Assert.NotEmpty(block);
        var lines = new Queue<string>(block);
        if (Field("retry") is { } retry)
        {
            Retry = int.Parse(retry, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(Retry, 1500, 4500);
        }
        while (lines.TryPeek(out var comment) && comment.StartsWith(':'))
            lines.Dequeue();
        if (lines.Count == 0)
            return null;
        var id = Field("id");
        var type = Field("event");
        var data = Field("data");
        // Long data has several lines, which a client joins with line feeds.
        while (Field("data") is { } more)
            data = $"{data}\n{more}";
        Assert.True(lines.Count == 0, $"Unexpected in a block: {string.Join(" | ", block.Select(Shorten))}");
        Assert.NotNull(type);
        Assert.NotNull(data);
        Assert.DoesNotContain(type, new[] { "error", "open", "message" });
        var parsed = new ServerEvent(type, id, data);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, parsed.Data.ValueKind);
        if (id is not null)
        {
            Assert.Matches(@"\A(0|[1-9][0-9]*)-(0|[1-9][0-9]*)s?\z", id);
            Assert.True(parsed.Sequence > _lastSequence, $"{id} comes after {_lastSequence}.");
            _lastSequence = parsed.Sequence;
        }
        return parsed;

        static string Shorten(string line) => line.Length < 200 ? line : $"{line[..100]}…{line[^80..]}";

        string? Field(string name)
        {
            if (!lines.TryPeek(out var line) || !line.StartsWith(name + ": ", StringComparison.Ordinal))
                return null;
            return lines.Dequeue()[(name.Length + 2)..];
        }
    }
}
