using Microsoft.Playwright;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>
/// Takes the screenshots in README.md: <c>dotnet test --filter-class "*ScreenshotTests" --explicit only</c>. They show a market with a
/// fixed seed and time, so they change only when the page does.
/// </summary>
public sealed class ScreenshotTests(Chromium chromium) : BrowserTest(chromium)
{
    private const int MaxBytes = 300_000;

    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light, "board-light.png")]
    [InlineData(ColorScheme.Dark, "board-dark.png")]
    public async Task Takes_the_screenshots_of_the_board(ColorScheme scheme, string name)
    {
        var application = Serve(new TickerApplication());
        using var client = application.Connect();
        await client.StepAsync(200);
        var page = await OpenLiveAsync(application.Address, choose: options =>
        {
            options.ColorScheme = scheme;
            options.ViewportSize = new ViewportSize { Width = 1440, Height = 810 };
            options.ReducedMotion = ReducedMotion.Reduce;
        });
        await page.WaitForPaintAsync(await client.StepAsync());

        var picture = await page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });

        Assert.InRange(picture.Length, 1, MaxBytes);
        var folder = Directory.CreateDirectory(Path.Combine(ApplicationProcess.Repository, "docs", "images"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name), picture, TestTimeout.Token);
    }
}
