using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Playwright;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Interoperability;

/// <summary>A client that goes through an outage.</summary>
internal interface IOutageClient : IAsyncDisposable
{
    /// <summary>Waits until it is live on the snapshot of the log with this epoch.</summary>
    /// <returns>The reason in <c>hello</c>; null if the client does not expose it.</returns>
    Task<string?> LiveAsync(long epoch);
}

/// <summary>Names of the clients.</summary>
internal static class OutageClient
{
    public const string Chromium = "the board in Chromium";
    public const string Firefox = "the board in Firefox";
    public const string Node = "the npm package eventsource";
    public const string Parser = "SseParser";

    /// <summary>A function in the page that tells whether a board is live on a log, called with the prefix of the log's ids.</summary>
    public const string BoardIsLive =
        """
        ids => {
          const { connection, lastEventId } = document.documentElement.dataset;
          return connection === 'live' && lastEventId?.startsWith(ids) === true;
        }
        """;

    /// <summary>The prefix of the ids of the log with this epoch.</summary>
    public static string IdsOf(long epoch) => string.Create(CultureInfo.InvariantCulture, $"{epoch}-");
}

internal sealed class ChromiumBoard(IPage page) : IOutageClient
{
    public static async Task<IOutageClient> OpenAsync(Chromium chromium, Uri address)
    {
        var context = await (await chromium.Browser).NewContextAsync();
        context.SetDefaultTimeout((float)TestTimeout.Limit.TotalMilliseconds);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return new ChromiumBoard(page);
    }

    public async Task<string?> LiveAsync(long epoch)
    {
        await page.WaitForFunctionAsync(OutageClient.BoardIsLive, OutageClient.IdsOf(epoch));
        return null;
    }

    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();
}

internal sealed class FirefoxBoard(FirefoxPage page) : IOutageClient
{
    public static async Task<IOutageClient> OpenAsync(Firefox firefox, Uri address) =>
        new FirefoxBoard(await firefox.OpenAsync(address));

    public async Task<string?> LiveAsync(long epoch)
    {
        await page.CallAsync(
            $$"""
            ids => new Promise(resolve => {
              const isLive = {{OutageClient.BoardIsLive}};
              const look = () => isLive(ids) ? resolve('live') : setTimeout(look, 20);
              look();
            })
            """,
            OutageClient.IdsOf(epoch));
        return null;
    }

    public ValueTask DisposeAsync() => page.DisposeAsync();
}

/// <summary>A client without a page. It keeps reading in the background.</summary>
internal sealed class EventClient : IOutageClient
{
    private readonly Channel<ReceivedEvent> _read = Channel.CreateUnbounded<ReceivedEvent>();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _reading;

    private EventClient(Func<CancellationToken, IAsyncEnumerable<ReceivedEvent>> read) => _reading = ReadAsync(read(_over.Token));

    public static async Task<IOutageClient> OpenAsync(
        Func<Task> require, Func<CancellationToken, IAsyncEnumerable<ReceivedEvent>> read)
    {
        await require();
        return new EventClient(read);
    }

    public async Task<string?> LiveAsync(long epoch)
    {
        var hello = await NextAsync("hello");
        var snapshot = await NextAsync("snapshot");
        Assert.StartsWith(OutageClient.IdsOf(epoch), snapshot.Id, StringComparison.Ordinal);
        return JsonDocument.Parse(hello.Data).RootElement.GetProperty("reason").GetString();
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _reading;
        _over.Dispose();
    }

    private async Task<ReceivedEvent> NextAsync(string type)
    {
        var next = await _read.Reader.ReadAsync(TestTimeout.Token);
        Assert.Equal(type, next.Type);
        return next;
    }

    private async Task ReadAsync(IAsyncEnumerable<ReceivedEvent> events)
    {
        try
        {
            await foreach (var next in events.Where(next => next.Type is "hello" or "snapshot"))
                _read.Writer.TryWrite(next);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // rethrown to the reader of the next event
        catch (Exception fault)
        {
            _read.Writer.Complete(fault);
        }
#pragma warning restore CA1031
    }
}
