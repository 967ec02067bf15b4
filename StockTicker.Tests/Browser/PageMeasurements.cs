using System.Globalization;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>
/// What a board that is open all day costs the browser: measurements for docs/benchmarks.md, on an otherwise idle machine. They run
/// only on request: <c>dotnet test --filter-class "*PageMeasurements" --explicit only</c>.
/// </summary>
public sealed class PageMeasurements(Chromium chromium, ITestOutputHelper output) : BrowserTest(chromium)
{
    private static readonly TimeSpan Measured = TimeSpan.FromMinutes(1);

    [Theory(Explicit = true)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task Frame_times_over_a_minute_at_ten_batches_per_second(int instruments)
    {
        var application = Serve(ApplicationProcess.Start(
            $"--Market:Instruments={instruments}", "--Market:Seed=42", "--Market:UpdateInterval=00:00:00.100"));
        var page = await OpenLiveAsync(await application.ListeningAsync());
        // The first seconds include compilation and layout, which are not typical of a day.
        await Task.Delay(TimeSpan.FromSeconds(10), TestTimeout.Token);

        var trace = await Tracing.RecordAsync(page, Measured);

        var busy = trace.BusyPerFrame();
        Write($"{instruments:N0} instruments, ten batches a second, {Measured.TotalSeconds:0} s: {busy.Count:N0} frames, "
            + $"main thread busy {At(busy, 50)} ms a frame at the median, {At(busy, 95)} ms at the 95th percentile, "
            + $"{At(busy, 99)} ms at the 99th, {At(busy, 100)} ms at most; {trace.BusyShare:P0} of the time.");
    }

    [Theory(Explicit = true)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task Heap_size_after_one_and_after_ten_hours(int instruments)
    {
        // An update of a fifth of the instruments every six seconds: the history of each is full well within the first hour.
        const int Hour = 600;
        var application = Serve(new TickerApplication($"Market:Instruments={instruments}", "Market:UpdateInterval=00:00:06"));
        using var client = application.Connect();
        var page = await OpenLiveAsync(application.Address, "/?sort=changePercent&order=desc");
        var session = await page.Context.NewCDPSessionAsync(page);

        var heaps = new List<double>();
        for (var hour = 1; hour <= 10; hour++)
        {
            for (var i = 0; i < Hour; i += 100)
                await page.WaitForPaintAsync(await client.StepAsync(100));
            heaps.Add(await HeapAsync(session));
        }

        var each = string.Join(", ", heaps.Select(heap => heap.ToString("0.00", CultureInfo.InvariantCulture)));
        Write($"{instruments:N0} instruments, ten simulated hours: heap {each} MB after each hour; "
            + $"after ten it is {heaps[^1] / heaps[0]:0.00} of that after one.");
    }

    [Fact(Explicit = true)]
    public async Task Search_and_scrolling_with_10_000_instruments_at_ten_batches_per_second()
    {
        var application = Serve(ApplicationProcess.Start("--Market:Instruments=10000", "--Market:Seed=42", "--Market:UpdateInterval=00:00:00.100"));
        var page = await OpenLiveAsync(await application.ListeningAsync());
        await Expect(page.Locator("#count")).ToHaveTextAsync("10,000 instruments");

        // From the typed letter to the frame after the one that shows the results.
        var searches = await page.EvaluateAsync<double[]>(
            """
            async () => {
              const box = document.querySelector('input[type=search]');
              const frame = () => new Promise(requestAnimationFrame);
              const times = [];
              for (const text of ['a', 'ap', 'app', 'appl', 'x', 'xo', 'in', 'inc', 'e', 'en', 'ene', 'ener']) {
                const found = new Promise(resolve => new MutationObserver((_, observer) => { observer.disconnect(); resolve(); })
                  .observe(document.getElementById('count'), { childList: true, characterData: true, subtree: true }));
                const typed = performance.now();
                box.value = text;
                box.dispatchEvent(new Event('input', { bubbles: true }));
                await found;
                await frame();
                await frame();
                times.push(performance.now() - typed);
              }
              box.value = '';
              box.dispatchEvent(new Event('input', { bubbles: true }));
              return times.sort((one, other) => one - other);
            }
            """);
        await Expect(page.Locator("#count")).ToHaveTextAsync("10,000 instruments");
        var frames = await page.EvaluateAsync<double[]>(
            """
            async () => {
              const frame = () => new Promise(requestAnimationFrame);
              const times = [];
              let before = await frame();
              for (let i = 0; i < 600; i++) {
                scrollBy({ top: 60, behavior: 'instant' });
                const now = await frame();
                times.push(now - before);
                before = now;
              }
              return times.sort((one, other) => one - other);
            }
            """);

        Write($"10,000 instruments, ten batches a second: a search is painted after {At(searches, 0)}–{At(searches, 100)} ms, {At(searches, 50)} at the median; "
            + $"scrolling 60 px a frame, {At(frames, 50)} ms a frame at the median, {At(frames, 95)} ms at the 95th percentile.");
    }

    private static async Task<double> HeapAsync(ICDPSession session)
    {
        for (var i = 0; i < 3; i++)
            await session.SendAsync("HeapProfiler.collectGarbage");
        return (await session.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble() / (1 << 20);
    }

    private static string At(IReadOnlyList<double> sorted, int percent) =>
        sorted[Math.Min(sorted.Count * percent / 100, sorted.Count - 1)].ToString("0.0", CultureInfo.InvariantCulture);

    private void Write(string line)
    {
        output.WriteLine(line);
        File.AppendAllLines(Path.Combine(AppContext.BaseDirectory, "page-figures.txt"), [line]);
    }
}
