using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// The client that somebody writes around .NET's own <see cref="SseParser"/>: it comes back with its cursor whenever the stream
/// ends, after as long as the server asked for.
/// </summary>
internal static class ParserClient
{
    /// <summary>Reads events until it is cancelled.</summary>
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
                var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                return answer.EnsureSuccessStatusCode();
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
