using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Market;
using StockTicker.Web.Pages;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The board, through its documented hooks.</summary>
public static class Board
{
    /// <summary>The fields of a quote that have a cell in each row.</summary>
    public static readonly string[] Fields =
        [.. BoardColumn.All.Select(column => column.Field).OfType<QuoteField>().Where(field => field.Kind != QuoteFieldKind.Text).Select(field => field.Name)];

    /// <summary>All rows in the document.</summary>
    public static ILocator Rows(this IPage page) => page.Locator("tr[data-symbol]");

    /// <summary>The row of an instrument.</summary>
    public static ILocator Row(this IPage page, string symbol) => page.Locator($"tr[data-symbol='{symbol}']");

    /// <summary>A cell of an instrument's row.</summary>
    public static ILocator Cell(this IPage page, string symbol, string field) => page.Row(symbol).Locator($"[data-field='{field}']");

    /// <summary>A button by its exact name.</summary>
    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The search box.</summary>
    public static ILocator SearchBox(this IPage page) => page.GetByRole(AriaRole.Searchbox, new() { Name = "Search", Exact = true });

    /// <summary>A column's header.</summary>
    public static ILocator Header(this IPage page, string name) => page.GetByRole(AriaRole.Columnheader, new() { Name = name, Exact = true });

    /// <summary>The page's root element.</summary>
    public static ILocator Root(this IPage page) => page.Locator("html");

    /// <summary>Whether the page background is dark, by its WCAG 2 relative luminance without gamma.</summary>
    public static async Task<bool> IsDarkAsync(this IPage page)
    {
        var ground = await page.EvaluateAsync<double[]>("() => getComputedStyle(document.documentElement).backgroundColor.match(/[\\d.]+/g).map(Number)");
        return 0.2126 * ground[0] + 0.7152 * ground[1] + 0.0722 * ground[2] < 128;
    }

    /// <summary>Waits for this connection state and, once live, for the parts of the board that come after the first prices.</summary>
    public static async Task WaitForConnectionAsync(this IPage page, string state)
    {
        try
        {
            await Expect(page.Root()).ToHaveAttributeAsync("data-connection", state);
            if (state == "live")
                await Expect(page.Locator("html[data-complete], html:not(:has(#late-modules))")).ToHaveCountAsync(1);
        }
        catch (PlaywrightException late)
        {
            var queued = Stopwatch.GetTimestamp();
            var wait = await Task.Run(() => Stopwatch.GetElapsedTime(queued));
            throw new PlaywrightException(
                $"{late.Message}\nThe page: {await DescribeLoadingAsync(page)}\nThe thread pool: {ThreadPool.ThreadCount} threads, "
                + $"{ThreadPool.PendingWorkItemCount} items waiting; a new one began after {wait.TotalMilliseconds:0} ms.", late);
        }
    }

    /// <summary>
    /// Waits until the page has been painted, for which the first prices do not wait: until then, a browser drops keys. Not for pages with a
    /// clock of their own, which hides the browser's measurements.
    /// </summary>
    public static async Task WaitForFirstPaintAsync(this IPage page) =>
        await page.WaitForFunctionAsync("() => performance.getEntriesByType('paint').length > 0");

    // What has loaded, as far as the page itself can tell: a request that hangs is not among the resources.
    private static async Task<string> DescribeLoadingAsync(IPage page) => await page.EvaluateAsync<string>(
        """
        () => {
          const { startTime, responseStart, responseEnd, domInteractive } = performance.getEntriesByType('navigation')[0];
          const resources = performance.getEntriesByType('resource');
          const loaded = new Set(resources.map(({ name }) => name));
          const named = [...document.querySelectorAll('link[href], script[src]')].map(element => element.href || element.src);
          return JSON.stringify({
            readyState: document.readyState, visibility: document.visibilityState, online: navigator.onLine, now: performance.now(), startTime, responseStart,
            responseEnd, domInteractive, resources: resources.length, missing: named.filter(name => !loaded.has(name)),
            newest: resources.slice(-4).map(({ name, startTime, responseEnd }) => `${name} ${startTime}-${responseEnd}`),
          });
        }
        """);

    /// <summary>Stops the page's clock, which must be installed. Returns the time at which it stands, in milliseconds.</summary>
    /// <remarks>Only a later time can be given, and on a busy machine a near one has passed before the request arrives.</remarks>
    public static async Task<long> StopClockAsync(this IPage page)
    {
        for (var margin = 1000; ; margin *= 2)
        {
            var time = await page.EvaluateAsync<long>("margin => Date.now() + margin", margin);
            try
            {
                await page.Clock.PauseAtAsync(DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime);
                return time;
            }
            catch (PlaywrightException past) when (past.Message.Contains("past", StringComparison.Ordinal) && margin < 60_000)
            {
            }
        }
    }

    /// <summary>Waits until the event with this id has been painted.</summary>
    public static Task WaitForPaintAsync(this IPage page, string id) => Expect(page.Root()).ToHaveAttributeAsync("data-last-event-id", id);

    /// <summary>The symbols of the rows in the document, from top to bottom.</summary>
    public static async Task<string[]> SymbolsAsync(this IPage page) =>
        await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('tr[data-symbol]')].map(row => row.dataset.symbol)");

    /// <summary>The values of a column, from top to bottom.</summary>
    public static async Task<decimal[]> ValuesAsync(this IPage page, string field) =>
        await page.EvaluateAsync<decimal[]>(
            "field => [...document.querySelectorAll(`tr[data-symbol] [data-field=\"${field}\"]`)].map(cell => Number(cell.dataset.value))", field);

    /// <summary>Every row and the id that they show, read at one moment: the id, then symbol to field to value as text.</summary>
    public static async Task<(string Id, Dictionary<string, Dictionary<string, string>> Rows)> ReadAsync(this IPage page)
    {
        // As text, because the driver adds its own marks to objects.
        var text = await page.EvaluateAsync<string>(
            """
            fields => JSON.stringify({
              id: document.documentElement.dataset.lastEventId,
              rows: Object.fromEntries([...document.querySelectorAll('tr[data-symbol]')].map(row => [row.dataset.symbol,
                Object.fromEntries(fields.map(field => [field, row.querySelector(`[data-field="${field}"]`).dataset.value]))])),
            })
            """, Fields);
        var read = JsonSerializer.Deserialize<JsonElement>(text);
        return (read.GetProperty("id").GetString()!, read.GetProperty("rows").Deserialize<Dictionary<string, Dictionary<string, string>>>()!);
    }

    /// <summary>The symbols of the rows that have one of these classes, in alphabetical order.</summary>
    public static async Task<string[]> MarkedAsync(this IPage page, params string[] classes) =>
        await page.EvaluateAsync<string[]>(
            """
            classes => [...document.querySelectorAll('tr[data-symbol]')]
              .filter(row => classes.some(name => row.classList.contains(name))).map(row => row.dataset.symbol).sort()
            """, classes);

    /// <summary>The last price of every instrument.</summary>
    public static async Task<Dictionary<string, decimal>> PricesAsync(this HttpClient client) =>
        (await client.GetJsonAsync("/quotes")).GetProperty("quotes").EnumerateArray()
            .ToDictionary(quote => quote.GetProperty("symbol").GetString()!, quote => quote.GetProperty("price").GetDecimal());

    /// <summary>The symbols of all instruments, in market order.</summary>
    public static async Task<string[]> SymbolsAsync(this HttpClient client) =>
        [.. (await client.GetJsonAsync("/quotes")).GetProperty("quotes").EnumerateArray().Select(quote => quote.GetProperty("symbol").GetString()!)];

    /// <summary>Asserts that every row in the document shows exactly what <c>/quotes</c> returns at the same id.</summary>
    /// <returns>The number of rows.</returns>
    public static async Task<int> AssertQuotesAsync(this IPage page, HttpClient client)
    {
        var (id, rows) = await page.ReadAsync();
        var response = await client.GetJsonAsync("/quotes");
        Assert.Equal(response.GetProperty("id").GetString(), id);
        var quotes = response.GetProperty("quotes").EnumerateArray().ToDictionary(quote => quote.GetProperty("symbol").GetString()!);
        foreach (var (symbol, row) in rows)
        {
            var expected = Fields.ToDictionary(field => field, field => quotes[symbol].GetProperty(field).GetRawText());
            Assert.True(expected.OrderBy(pair => pair.Key).SequenceEqual(row.OrderBy(pair => pair.Key)),
                $"{symbol} at {id} is {string.Join(' ', expected)} and shows {string.Join(' ', row)}.");
        }
        return rows.Count;
    }

    /// <summary>Makes a page believe that it is visible or hidden.</summary>
    /// <param name="page">The page.</param>
    /// <param name="state"><c>visible</c> or <c>hidden</c>.</param>
    public static async Task SetVisibilityAsync(this IPage page, string state) => await page.EvaluateAsync(
        """
        state => {
          Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """, state);
}
