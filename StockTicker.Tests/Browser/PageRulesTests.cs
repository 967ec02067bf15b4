using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Rules for every page.</summary>
public sealed class PageRulesTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    private const string Nowhere = "/stocks/NOSUCH";

    [Fact]
    public async Task No_page_has_inline_styles_event_handlers_or_scripts_but_those_of_the_policy()
    {
        using var client = await market.ConnectAsync();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        // Parses the responses like a browser without running them, on a page without a policy that forbids parsing.
        var blank = await NewPageAsync();
        var allowed = new[] { await client.GetStringAsync("/js/pages/first-paint.js", TestTimeout.Token), await client.GetStringAsync("/js/pages/start-stream.js", TestTimeout.Token) };
        foreach (var path in new[] { "/", "/?view=map", "/stocks/AAPL", "/status", "/api", "/signin", "/learn", Nowhere })
        {
            using var response = await client.GetAsync(path, TestTimeout.Token);
            var html = await response.Content.ReadAsStringAsync(TestTimeout.Token);

            var found = await blank.EvaluateAsync<string[]>(
                """
                ([html, ...allowed]) => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')].flatMap(element => [
                  ...(element.matches('style, script:not([src]), iframe, object, embed') && !allowed.includes(element.textContent) ? [element.outerHTML] : []),
                  ...[...element.attributes]
                    .filter(({ name, value }) => name === 'style' || name.startsWith('on') || /^\s*javascript:/i.test(value))
                    .map(({ name }) => `${element.tagName} ${name}`),
                ])
                """, new[] { html }.Concat(allowed));

            Assert.Contains("</html>", html, StringComparison.Ordinal);
            Assert.True(found.Length == 0, $"{path}:\n{string.Join('\n', found)}");
        }
    }

    // Otherwise, the browser would discover them level by level.
    [Theory]
    [InlineData("/learn")]
    [LongInlineData("/status")]
    [LongInlineData("/api")]
    [LongInlineData("/signin")]
    public async Task A_page_lists_all_modules_that_it_imports(string path)
    {
        await AssertListedAsync(await OpenAsync(await market.AddressAsync(), path));
    }

    [Theory]
    [InlineData(Nowhere, "No instrument named NOSUCH")]
    [LongInlineData("/nowhere", "Page not found")]
    public async Task An_unknown_address_returns_404_with_a_helpful_page(string path, string heading)
    {
        // The browser logs responses with 404.
        Expected.Add("404 (Not Found)");
        var page = await NewPageAsync(options => options.ViewportSize = new ViewportSize { Width = 390, Height = 844 });

        var response = await page.GotoAsync(new Uri(await market.AddressAsync(), path).AbsoluteUri);

        Assert.Equal(404, response!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        await AssertNoHorizontalScrollAsync(page);
        await page.SearchBox().FillAsync("apple");
        await page.Button("Find").ClickAsync();
        await Expect(page.Row("AAPL")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/", "board")]
    [InlineData("/stocks/AAPL", "stock")]
    public async Task Pages_list_their_modules_render_in_both_themes_and_fit_both_widths(string path, string name)
    {
        var page = await OpenLiveAsync(await market.AddressAsync(), path);
        await AssertListedAsync(page);
        foreach (var screen in TestLength.Choose([EveryWidthAndTheme[0], EveryWidthAndTheme[^1]], EveryWidthAndTheme))
        {
            await ShowOnAsync(page, screen);
            var file = Path.Combine(Pictures, $"{name}-{screen.Width}-{screen.Scheme.ToString().ToLowerInvariant()}.png");

            await page.ScreenshotAsync(new() { Path = file });

            Assert.Equal(screen.Scheme == ColorScheme.Dark, await page.IsDarkAsync());
            Assert.True(new FileInfo(file).Length > 10_000);
            await AssertNoHorizontalScrollAsync(page);
        }
    }

    private static async Task AssertListedAsync(IPage page)
    {
        // In the response, because the page adds the list of its later modules.
        var listed = await page.EvaluateAsync<string[]>(
            """
            async () => {
              const html = (await (await fetch(location)).text()).replace(/<template[^]*?<\/template>/g, '');
              return [...html.matchAll(/<link rel="modulepreload" href="([^"]+)"/g)].map(([, href]) => new URL(href, location).href);
            }
            """);
        // Modules that are imported only when needed come after this event.
        var imported = await page.EvaluateAsync<string[]>(
            """
            () => performance.getEntriesByType('resource')
              .filter(({ responseEnd }) => responseEnd <= performance.getEntriesByType('navigation')[0].domContentLoadedEventStart)
              .map(({ name }) => name)
              .filter(name => /\.m?js$/.test(name) && ![...document.scripts].some(({ src }) => src === name))
            """);

        Assert.NotEmpty(listed);
        Assert.Equal(listed.Order(StringComparer.Ordinal), imported.Order(StringComparer.Ordinal));
    }

    private static async Task AssertNoHorizontalScrollAsync(IPage page)
    {
        await page.Mouse.WheelAsync(400, 0);

        var width = await page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)");
        Assert.Equal(page.ViewportSize!.Width, width);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => scrollX"));
    }
}
