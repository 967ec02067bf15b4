using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

public sealed class ThemeTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light, false)]
    [InlineData(ColorScheme.Dark, true)]
    public async Task The_page_follows_the_system_theme(ColorScheme system, bool dark)
    {
        var page = await OpenAsync(await market.AddressAsync(), "/", options => options.ColorScheme = system);

        Assert.Equal(dark, await page.IsDarkAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_theme_button_cycles_through_system_light_and_dark_and_survives_a_reload(ColorScheme system)
    {
        var page = await OpenLiveAsync(await market.AddressAsync(), "/", options => options.ColorScheme = system);

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
        Assert.Equal(system == ColorScheme.Dark, await page.IsDarkAsync());
    }
}
