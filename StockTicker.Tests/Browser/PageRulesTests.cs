using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Rules for every page.</summary>
public sealed class PageRulesTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    private const string Nowhere = "/stocks/NOSUCH";

    public static TheoryData<string> Paths => ["/", "/stocks/AAPL", Nowhere];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task No_page_has_inline_scripts_styles_or_event_handlers(string path)
    {
        ExpectNotFound(path);
        var page = await NewPageAsync();
        var html = await (await page.GotoAsync(new Uri(await market.AddressAsync(), path).AbsoluteUri))!.TextAsync();

        // Parses the response like a browser without running it, on a page without a policy that forbids parsing.
        var blank = await page.Context.NewPageAsync();
        var found = await blank.EvaluateAsync<string[]>(
            """
            html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')].flatMap(element => [
              ...(element.matches('style, script:not([src]), iframe, object, embed') ? [element.outerHTML] : []),
              ...[...element.attributes]
                .filter(({ name, value }) => name === 'style' || name.startsWith('on') || /^\s*javascript:/i.test(value))
                .map(({ name }) => `${element.tagName} ${name}`),
            ])
            """, html);

        Assert.Empty(found);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task No_page_scrolls_horizontally_on_a_phone(string path)
    {
        ExpectNotFound(path);
        var page = await OpenAsync(await market.AddressAsync(), path, options => options.ViewportSize = new ViewportSize { Width = 390, Height = 844 });
        if (path != Nowhere)
            await page.WaitForConnectionAsync("live");

        await page.Mouse.WheelAsync(400, 0);

        Assert.Equal(390, await page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
        Assert.Equal(0, await page.EvaluateAsync<int>("() => scrollX"));
    }

    [Theory]
    [InlineData("/nowhere", "Page not found")]
    [InlineData(Nowhere, "No instrument named NOSUCH")]
    public async Task An_unknown_address_returns_404_with_a_helpful_page(string path, string heading)
    {
        Expected.Add("404 (Not Found)");
        var page = await NewPageAsync();

        var response = await page.GotoAsync(new Uri(await market.AddressAsync(), path).AbsoluteUri);

        Assert.Equal(404, response!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        await page.SearchBox().FillAsync("apple");
        await page.Button("Find").ClickAsync();
        await Expect(page.Row("AAPL")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/", "board")]
    [InlineData("/stocks/AAPL", "stock")]
    public async Task Pages_render_in_both_themes_at_both_widths(string path, string name)
    {
        var page = await OpenLiveAsync(await market.AddressAsync(), path);
        foreach (var screen in EveryWidthAndTheme)
        {
            await ShowOnAsync(page, screen);
            var file = Path.Combine(Pictures, $"{name}-{screen.Width}-{screen.Scheme.ToString().ToLowerInvariant()}.png");

            await page.ScreenshotAsync(new() { Path = file });

            Assert.Equal(screen.Scheme == ColorScheme.Dark, await page.IsDarkAsync());
            Assert.True(new FileInfo(file).Length > 10_000);
        }
    }

    // The browser logs responses with 404.
    private void ExpectNotFound(string path)
    {
        if (path == Nowhere)
            Expected.Add("404 (Not Found)");
    }
}
