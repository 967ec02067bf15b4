using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// A stream that is the same in every run, with market events and notices that try to break it, published both before and
/// after the clients joined. A strict reader records it uncompressed, while the client under test reads it compressed.
/// </summary>
internal sealed class ReferenceStream : IAsyncDisposable
{
    private const string Last = "end";

    // The texts of the notices, in a fixed random order; the last one has 16 KB.
    private static readonly string[] Texts = MakeTexts();

    // A message can be any JSON value.
    private static readonly object Nested = new
    {
        texts = Texts,
        others = new object?[] { null, true, -0.5, 1e300, long.MaxValue, new Dictionary<string, string> { ["\r\n"] = "\0" } },
    };

    // A long interval, so that no heartbeat, which follows real time, interferes.
    private readonly TickerApplication _application = new("Market:Instruments=5", "Streaming:HeartbeatInterval=00:05:00");

    /// <summary>Every type that could be dispatched; an event without a type would be a <c>message</c>.</summary>
    public static IReadOnlyList<string> Types { get; } =
        ["hello", "snapshot", "quotes", "market", "notice", "alarm-2", "heartbeat", "shutdown", "message", Last];

    /// <summary>The address of the stream.</summary>
    public Uri Address => new(_application.Address, "/stream/quotes,notices?history=100");

    /// <summary>The recorded events, as a client should see them.</summary>
    public IReadOnlyList<ReceivedEvent> Events { get; private set; } = [];

    /// <summary>The recorded stream, as received.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Whether a client has read everything.</summary>
    public static bool IsLast(ReceivedEvent received) => received.Type == Last;

    /// <summary>Sends the stream to this client, and returns what it has read.</summary>
    public async Task<T> PlayAsync<T>(Func<Task<T>> open)
    {
        using var client = _application.Connect();
        await PublishAsync(client);
        await using var strict = await EventReader.OpenAsync(client, Address.PathAndQuery);
        var reading = open();
        await Eventually.TrueAsync(async () =>
            reading.IsCompleted || (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 2);
        // A client that ended before the start reports its error.
        if (reading.IsCompleted)
            await reading;
        await PublishAsync(client);
        _application.Services.GetRequiredService<EventLog>().Publish("notices", Last, new { });

        await RecordAsync(strict);
        var read = await reading.WaitAsync(TestTimeout.Token);
        Assert.NotEqual(0, (await client.GetJsonAsync("/stats")).GetProperty("bytesSaved").GetInt64());
        return read;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task PublishAsync(HttpClient client)
    {
        var log = _application.Services.GetRequiredService<EventLog>();
        foreach (var message in Texts.Append<object>(Nested))
        {
            await client.StepAsync();
            Publish("notice", message);
        }
        Publish("alarm-2", "of a type that an operator made up");

        void Publish(string type, object message) =>
            log.Publish("notices", type, new { type, message, channel = "notices", time = TickerApplication.Start });
    }

    private async Task RecordAsync(EventReader strict)
    {
        var (events, messages, id) = (new List<ReceivedEvent>(), new List<JsonElement>(), "");
        ServerEvent next;
        do
        {
            next = await strict.NextAsync();
            id = next.Id ?? id;
            events.Add(new ReceivedEvent(next.Type, id, next.Json));
            if (next.Type == "notice")
                messages.Add(next.Data.GetProperty("message"));
        }
        while (next.Type != Last);
        Assert.Equal(2 * (Texts.Length + 1), messages.Count);
        foreach (var half in messages.Chunk(Texts.Length + 1))
        {
            Assert.Equal(Texts, half.SkipLast(1).Select(message => message.GetString()));
            Assert.Equal(Texts, half[^1].GetProperty("texts").EnumerateArray().Select(text => text.GetString()));
        }
        (Events, Text) = (events, strict.Text);
    }

    private static string[] MakeTexts()
    {
        string[] hostile =
        [
            "", " ", ":", "carriage\rreturn", "line\nfeed", "both\r\nof them", "\r", "\n\n", "NUL \0 and \0",
            "one\ndata: two\n\nid: 1-1\nevent: quotes\ndata: {}\n\n",
            "separators \u2028 and \u2029", "next line \u0085", "escape \u001b[31m", "no character \uFFFE, a replacement \uFFFD",
            "\uFEFFa byte order mark, and another \uFEFF",
            "<img src=x onerror=alert(1)>", "</script><!-- ]]>", "&lt;&amp;&#0;", "\"quoted\" and \\escaped\\u0041",
            "🦊 👩‍👩‍👧‍👦 🇨🇭", "e\u0301 or é", "العربية 中文 ไทย",
        ];
        const int LongBytes = 16 * 1024;
        var (text, random) = (new StringBuilder(), new Random(42));
        while (Encoding.UTF8.GetByteCount(text.ToString()) < LongBytes)
            text.Append(hostile[random.Next(hostile.Length)]);
        return [.. hostile, text.ToString()];
    }
}
