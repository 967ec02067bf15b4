using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// A typical client based on .NET's <see cref="SseParser"/>: it reconnects with its cursor whenever the stream
/// ends, after the delay that the server requested.
/// </summary>
internal static class ParserClient
{
    /// <summary>Reads events until cancelled.</summary>
    public static async IAsyncEnumerable<ReceivedEvent> ReadAsync(
        Uri address, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });
        client.Timeout = Timeout.InfiniteTimeSpan;
        var (cursor, retry) = ("", TimeSpan.FromSeconds(3));
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (cursor.Length > 0)
                request.Headers.Add("Last-Event-ID", cursor);
            using var response = await TryAsync(async () =>
            {
                var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                return response.EnsureSuccessStatusCode();
            });
            if (response is not null)
            {
                await using var body = await response.Content.ReadAsStreamAsync(cancellation);
                var parser = SseParser.Create(body, (_, data) => Encoding.UTF8.GetString(data));
                await using var events = parser.EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
                while (await TryAsync(async () => await events.MoveNextAsync()))
                {
                    cursor = parser.LastEventId.Length > 0 ? parser.LastEventId : cursor;
                    yield return new ReceivedEvent(events.Current.EventType, parser.LastEventId, events.Current.Data);
                }
                retry = parser.ReconnectionInterval > TimeSpan.Zero ? parser.ReconnectionInterval : retry;
            }
            await Task.Delay(retry, cancellation);
        }
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            return default;
        }
    }
}
