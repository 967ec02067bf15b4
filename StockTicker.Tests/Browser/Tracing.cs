using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace StockTicker.Tests.Browser;

/// <summary>A Chromium trace of a page's main thread.</summary>
internal sealed class Tracing
{
    private const string TaskEvent = "RunTask";
    private const string FrameEvent = "BeginMainThreadFrame";

    // In microseconds, in chronological order.
    private readonly List<(double Start, double Duration)> _tasks = [];
    private readonly List<double> _frames = [];

    private Tracing(IEnumerable<JsonElement> events)
    {
        var all = events.Where(e => e.TryGetProperty("name", out _)).ToArray();
        // The thread that draws frames is the page's main thread.
        var thread = all.Where(e => NameOf(e) == FrameEvent).GroupBy(ThreadOf).MaxBy(group => group.Count())?.Key
            ?? throw new InvalidOperationException("The trace has no frame.");
        foreach (var e in all.Where(e => ThreadOf(e) == thread).OrderBy(TimeOf))
        {
            if (NameOf(e) == FrameEvent)
                _frames.Add(TimeOf(e));
            else if (NameOf(e).EndsWith(TaskEvent, StringComparison.Ordinal) && e.TryGetProperty("dur", out var duration))
                _tasks.Add((TimeOf(e), duration.GetDouble()));
        }
    }

    /// <summary>The fraction of time in which the main thread was busy.</summary>
    public double BusyShare => _tasks.Sum(task => task.Duration) / (_frames[^1] - _frames[0]);

    /// <summary>Records for a duration.</summary>
    public static async Task<Tracing> RecordAsync(IPage page, TimeSpan duration)
    {
        var session = await page.Context.Browser!.NewBrowserCDPSessionAsync();
        var complete = new TaskCompletionSource<string>();
        session.Event("Tracing.tracingComplete").OnEvent += (_, data) =>
            complete.TrySetResult(data!.Value.GetProperty("stream").GetString()!);
        await session.SendAsync("Tracing.start", new Dictionary<string, object>
        {
            ["transferMode"] = "ReturnAsStream",
            ["traceConfig"] = new Dictionary<string, object>
            {
                ["includedCategories"] = new[] { "disabled-by-default-devtools.timeline", "disabled-by-default-devtools.timeline.frame", "devtools.timeline" },
                ["excludedCategories"] = new[] { "*" },
                ["traceBufferSizeInKb"] = 800_000,
            },
        });
        await Task.Delay(duration, TestContext.Current.CancellationToken);
        await session.SendAsync("Tracing.end");
        using var trace = JsonDocument.Parse(await ReadAsync(session, await complete.Task));
        return new Tracing(trace.RootElement.GetProperty("traceEvents").EnumerateArray());
    }

    /// <summary>
    /// The main-thread time per frame in milliseconds, shortest first: all tasks from the start of one frame to the next.
    /// </summary>
    public IReadOnlyList<double> BusyPerFrame()
    {
        var busy = new double[_frames.Count - 1];
        var frame = 0;
        foreach (var (start, duration) in _tasks)
        {
            // A frame begins within a task that belongs to it.
            while (frame < busy.Length && start + duration >= _frames[frame + 1])
                frame++;
            if (frame < busy.Length && start + duration >= _frames[frame])
                busy[frame] += duration / 1000;
        }
        Array.Sort(busy);
        return busy;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(ICDPSession session, string stream)
    {
        using var all = new MemoryStream();
        while (true)
        {
            var wanted = new Dictionary<string, object> { ["handle"] = stream, ["size"] = 4 << 20 };
            var part = (await session.SendAsync("IO.read", wanted))!.Value;
            var data = part.GetProperty("data").GetString()!;
            var isBase64 = part.TryGetProperty("base64Encoded", out var encoded) && encoded.GetBoolean();
            all.Write(isBase64 ? Convert.FromBase64String(data) : Encoding.UTF8.GetBytes(data));
            if (part.GetProperty("eof").GetBoolean())
                return all.ToArray();
        }
    }

    private static string NameOf(JsonElement e) => e.GetProperty("name").GetString()!;

    private static double TimeOf(JsonElement e) => e.GetProperty("ts").GetDouble();

    private static (int Process, int Thread) ThreadOf(JsonElement e) =>
        (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32());
}
