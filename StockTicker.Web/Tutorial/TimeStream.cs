using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace StockTicker.Web.Tutorial;

/// <summary>Step 1: the smallest stream. An unnamed event every three seconds contains the time.</summary>
internal static class TimeStream
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    public static IResult Get(TimeProvider time) => new EventStream(ReadAsync(time));

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(TimeProvider time, [EnumeratorCancellation] CancellationToken end = default)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(end))
            yield return new SseItem<string>($"Current time: {Iso(time.GetUtcNow())}");
    }

    /// <summary>Formats a time in ISO 8601, as JavaScript's <c>toISOString</c> does.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
