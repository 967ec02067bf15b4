using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Tutorial;

/// <summary>
/// Step 5: events with ids. A browser that loses the connection sends the last id when it reconnects, and the stream continues after it.
/// </summary>
internal static class ReliableStream
{
    private const int Retry = 5000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static IResult Get(HttpRequest request, TimeProvider time) => new EventStream(ReadAsync(LastId(request), time), Retry);

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        long last, TimeProvider time, [EnumeratorCancellation] CancellationToken end = default)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(end))
        {
            last++;
            yield return new SseItem<string>($"Message #{last}") { EventId = last.ToString(CultureInfo.InvariantCulture) };
        }
    }

    // An id that this stream did not send is not an error, because an error would end EventSource for good. It starts over.
    private static long LastId(HttpRequest request) =>
        long.TryParse(StreamRequest.Cursor(request), NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last < long.MaxValue ? last : 0;
}
