using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

public sealed class ThemeTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(ColorScheme.Dark)]
    [LongInlineData(ColorScheme.Light)]
    public async Task The_page_follows_the_system_until_the_theme_button_chooses_a_theme_that_survives_a_reload(ColorScheme system)
    {
        // One sector, because the page is loaded three times.
        var page = await OpenLiveAsync(await market.AddressAsync(), "/?sector=Energy", options => options.ColorScheme = system);
        await AssertFollowsAsync(page, system);

        await page.Button("Theme").ClickAsync();
        await Expect(page.Root()).ToHaveAttributeAsync("data-theme", "light");
        Assert.False(await page.IsDarkAsync());
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.False(await page.IsDarkAsync());

        await page.WaitForConnectionAsync("live");
        await page.Button("Theme").ClickAsync();
        await Expect(page.Root()).ToHaveAttributeAsync("data-theme", "dark");
        Assert.True(await page.IsDarkAsync());
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.True(await page.IsDarkAsync());

        await page.WaitForConnectionAsync("live");
        await page.Button("Theme").ClickAsync();
        await Expect(page.Root()).Not.ToHaveAttributeAsync("data-theme", "dark");
        await AssertFollowsAsync(page, system);
    }

    private static async Task AssertFollowsAsync(IPage page, ColorScheme system)
    {
        Assert.Equal(system == ColorScheme.Dark, await page.IsDarkAsync());
        await page.EmulateMediaAsync(new() { ColorScheme = system == ColorScheme.Dark ? ColorScheme.Light : ColorScheme.Dark });
        Assert.NotEqual(system == ColorScheme.Dark, await page.IsDarkAsync());
        await page.EmulateMediaAsync(new() { ColorScheme = system });
    }
}
