using System.Text;
using System.Text.Json;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Interoperability;

/// <summary>Third-party clients read exactly the same events from the same bytes as the strict reader.</summary>
public sealed class ThirdPartyClientTests(Chromium chromium, Firefox firefox)
{
    // The page is only needed for its origin, so other requests are not checked.
    private const string PageOfTheOrigin = "/favicon.svg";

    private const string ReadInPage =
        """
        (address, types) => new Promise(resolve => {
          const events = [];
          const source = new EventSource(address);
          const keep = ({ type, lastEventId, data }) => {
            events.push({ type, id: lastEventId, data });
            if (type !== 'end') return;
            source.close();
            resolve(JSON.stringify(events));
          };
          for (const type of types.split(' ')) source.addEventListener(type, keep);
          source.addEventListener('error', () => keep({ type: 'error', lastEventId: '', data: `${source.readyState}` }));
        })
        """;

    [Fact]
    public async Task EventSource_in_Chromium_reads_the_same_events()
    {
        await using var reference = new ReferenceStream();
        await using var context = await (await chromium.Browser).NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(reference.Address, PageOfTheOrigin).AbsoluteUri);

        var read = await reference.PlayAsync(
            () => page.EvaluateAsync<string>($"([address, types]) => ({ReadInPage})(address, types)", Arguments(reference)));

        Assert.Equal(reference.Events, Parse(read));
    }

    [Fact]
    public async Task EventSource_in_Firefox_reads_the_same_events()
    {
        await using var reference = new ReferenceStream();
        await using var page = await firefox.OpenAsync(new Uri(reference.Address, PageOfTheOrigin));

        var read = await reference.PlayAsync(() => page.CallAsync(ReadInPage, Arguments(reference)));

        Assert.Equal(reference.Events, Parse(read!));
    }

    [Fact]
    public async Task The_npm_package_eventsource_reads_the_same_events()
    {
        await NodeClient.RequireAsync();
        await using var reference = new ReferenceStream();

        var read = await reference.PlayAsync(
            () => ReadToEndAsync(NodeClient.ReadAsync(reference.Address, ReferenceStream.Types, TestTimeout.Token)));

        Assert.Equal(reference.Events, read);
    }

    [Fact]
    public async Task SseParser_of_DotNet_reads_the_same_events()
    {
        await using var reference = new ReferenceStream();

        var read = await reference.PlayAsync(() => ReadToEndAsync(ParserClient.ReadAsync(reference.Address, TestTimeout.Token)));

        Assert.Equal(reference.Events, read);
    }

    [Theory, InlineData("--http1.1"), InlineData("--http1.0")]
    public async Task Curl_receives_the_same_bytes_without_delay(string version)
    {
        var path = await Tool.RequireAsync("curl", "curl");
        await using var reference = new ReferenceStream();

        var read = await reference.PlayAsync(async () =>
        {
            await using var curl = ToolProcess.Start(path, ["-sN", "--compressed", version, reference.Address.AbsoluteUri]);
            return await ReadBytesAsync(curl.Output.BaseStream);
        });

        // The first line, the retry delay, differs for each stream.
        Assert.Equal(AfterFirstLine(reference.Text), AfterFirstLine(read));
        Assert.Matches(@"\Aretry: [0-9]{4}\n", read);

        static string AfterFirstLine(string text) => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    private static string[] Arguments(ReferenceStream reference) => [reference.Address.PathAndQuery, string.Join(' ', ReferenceStream.Types)];

    private static IReadOnlyList<ReceivedEvent> Parse(string read) =>
        JsonSerializer.Deserialize<IReadOnlyList<ReceivedEvent>>(read, JsonSerializerOptions.Web)!;

    private static async Task<IReadOnlyList<ReceivedEvent>> ReadToEndAsync(IAsyncEnumerable<ReceivedEvent> events)
    {
        var read = new List<ReceivedEvent>();
        await foreach (var next in events)
        {
            read.Add(next);
            if (ReferenceStream.IsLast(next))
                break;
        }
        return read;
    }

    // The stream does not end after its last event, so everything received by then was sent without waiting for more.
    private static async Task<string> ReadBytesAsync(Stream output)
    {
        var bytes = new List<byte>();
        var buffer = new byte[16 * 1024];
        while (!Encoding.UTF8.GetString([.. bytes.TakeLast(64)]).EndsWith("event: end\ndata: {}\n\n", StringComparison.Ordinal))
        {
            var count = await output.ReadAsync(buffer, TestTimeout.Token);
            if (count == 0)
                break;
            bytes.AddRange(buffer.AsSpan(0, count));
        }
        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString([.. bytes]);
    }
}
