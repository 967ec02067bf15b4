using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Streaming;

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// One stream that is the same in every run, with the market's events and with notices that try to break it. A strict reader takes it
/// down while the client under test reads it too.
/// </summary>
internal sealed class Recital : IAsyncDisposable
{
    private const string Last = "end";

    // Quiet enough that no heartbeat, which follows real time, comes in between.
    private readonly TickerApplication _application = new("Market:Instruments=5", "Streaming:HeartbeatInterval=00:05:00");

    /// <summary>Every type that is or might be dispatched: <c>message</c> is what an event without a type would come as.</summary>
    public static IReadOnlyList<string> Types { get; } =
        ["hello", "snapshot", "quotes", "market", "notice", "alarm-2", "heartbeat", "shutdown", "message", Last];

    /// <summary>The address of the stream.</summary>
    public Uri Address => new(_application.Address, "/stream/quotes,notices");

    /// <summary>What the strict reader has taken down, as a client is to see it.</summary>
    public IReadOnlyList<ReceivedEvent> Events { get; private set; } = [];

    /// <summary>What the strict reader has taken down, as it came.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Whether a client has read all there is.</summary>
    public static bool IsLast(ReceivedEvent received) => received.Type == Last;

    /// <summary>Plays the stream to this client, and returns what it has read.</summary>
    public async Task<T> PlayAsync<T>(Func<Task<T>> read)
    {
        using var client = _application.Connect();
        await using var strict = await EventReader.OpenAsync(client, Address.PathAndQuery);
        var reading = read();
        await Eventually.TrueAsync(async () =>
            reading.IsCompleted || (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 2);
        // A client that ended before the beginning has something to say.
        if (reading.IsCompleted)
            await reading;
        var log = _application.Services.GetRequiredService<EventLog>();
        foreach (var message in Messages())
        {
            await client.StepAsync();
            log.Publish("notices", "notice", new { type = "notice", message, channel = "notices", time = TickerApplication.Start });
        }
        log.Publish("notices", "alarm-2", new { type = "alarm-2", message = "made", channel = "notices", time = TickerApplication.Start });
        log.Publish("notices", Last, new { });

        var (events, id) = (new List<ReceivedEvent>(), "");
        ServerEvent next;
        do
        {
            next = await strict.NextAsync();
            id = next.Id ?? id;
            events.Add(new ReceivedEvent(next.Type, id, next.Json));
        }
        while (next.Type != Last);
        (Events, Text) = (events, strict.Text);
        Assert.Equal(Messages().Select(message => (object)message).Where(message => message is string),
            from told in events
            where told.Type == "notice"
            let message = JsonDocument.Parse(told.Data).RootElement.GetProperty("message")
            where message.ValueKind == JsonValueKind.String
            select message.GetString());
        return await reading.WaitAsync(Patience.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static IEnumerable<object> Messages()
    {
        string[] hostile =
        [
            "", " ", ":", "carriage\rreturn", "line\nfeed", "both\r\nof them", "\r", "\n\n", "NUL \0 and \0",
            "one\ndata: two\n\nid: 1-1\nevent: quotes\ndata: {}\n\n", "separators \u2028 and \u2029", "next line \u0085", "escape \u001b[31m",
            "\uFEFFa byte order mark, and another \uFEFF", "<img src=x onerror=alert(1)>", "</script><!-- ]]>", "&lt;&amp;&#0;",
            "\"quoted\" and \\escaped\\u0041", "emoji 🦊 👩‍👩‍👧‍👦 🇨🇭", "e\u0301 or é", "العربية 中文 ไทย", "\uFFFD \uFFFE \uD83E\uDD8A",
        ];
        foreach (var text in hostile)
            yield return text;
        yield return LongText(hostile);
        yield return new { text = hostile, nested = new object?[] { null, true, -0.5, 1e300, long.MaxValue, new Dictionary<string, string> { ["\r\n"] = "\0" } } };
    }

    // 16 KB of all of them, in an order that chance decided once.
    private static string LongText(string[] pieces)
    {
        const int Bytes = 16 * 1024;
        var (text, chance) = (new StringBuilder(), new Random(42));
        while (Encoding.UTF8.GetByteCount(text.ToString()) < Bytes)
            text.Append(pieces[chance.Next(pieces.Length)]);
        return text.ToString();
    }
}
