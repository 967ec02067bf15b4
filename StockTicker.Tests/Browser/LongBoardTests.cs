using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Boards that are longer than one page of HTML.</summary>
public sealed class LongBoardTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Without_scripts_the_HTML_is_paged_and_a_printed_page_says_which_part_of_the_table_it_is()
    {
        var application = SharedApplications.With("Market:Instruments=300");
        using var client = application.Connect();
        var symbols = await client.SymbolsAsync();
        var page = await OpenAsync(application.Address, "/", options => options.JavaScriptEnabled = false);
        var next = page.GetByRole(AriaRole.Link, new() { Name = "Next", Exact = true });
        var previous = page.GetByRole(AriaRole.Link, new() { Name = "Previous", Exact = true });

        Assert.Equal(symbols[..250], await page.SymbolsAsync());
        await next.ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(50);
        Assert.Equal(symbols[250..], await page.SymbolsAsync());

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator("#on-paper")).ToHaveTextAsync("50 of 300 rows");
        await Expect(page.GetByText("Page 2 of 2")).ToBeVisibleAsync();
        await Expect(previous).ToBeHiddenAsync();

        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await previous.ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(250);
    }

    [Fact]
    public async Task A_later_page_opens_the_live_table_at_its_own_rows()
    {
        var application = SharedApplications.With("Market:Instruments=2000");
        using var client = application.Connect();
        var symbols = await client.SymbolsAsync();

        var page = await OpenLiveAsync(application.Address, "/?page=2");

        await Expect(page.Row(symbols[255])).ToBeInViewportAsync();
        Assert.InRange(await page.AssertQuotesAsync(client), 10, 250);
    }

    [Theory]
    [InlineData(2000)]
    [LongInlineData(300)]
    [LongInlineData(10_000)]
    public async Task The_live_table_reaches_every_instrument(int instruments)
    {
        var application = Serve(new TickerApplication($"Market:Instruments={instruments}"));
        using var client = application.Connect();
        var page = await OpenLiveAsync(application.Address);
        var symbols = await client.SymbolsAsync();
        await Expect(page.Locator("#count")).ToHaveTextAsync($"{instruments:N0} instruments");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("End");
        await Expect(page.Row(symbols[^1])).ToBeInViewportAsync();
        await page.WaitForPaintAsync(await client.StepAsync(5));
        Assert.InRange(await page.AssertQuotesAsync(client), 10, 250);

        await page.Keyboard.PressAsync("Home");
        await Expect(page.Row("AAPL")).ToBeInViewportAsync();
        Assert.InRange(await page.AssertQuotesAsync(client), 10, 250);

        // A generated instrument, far below.
        await page.SearchBox().FillAsync(symbols[^2]);
        await Expect(page.Rows().First).ToHaveAttributeAsync("data-symbol", symbols[^2]);
        await Expect(page.Row(symbols[^2])).ToBeInViewportAsync();
        await page.WaitForPaintAsync(await client.StepAsync(5));
        await page.AssertQuotesAsync(client);
    }

    [Theory]
    [LongInlineData(300, 300, "300 rows")]
    [InlineData(2000, 1000, "The first 1,000 of 2,000 rows")]
    public async Task A_long_table_prints_up_to_a_thousand_rows_and_says_so(int instruments, int rows, string words)
    {
        var application = SharedApplications.With($"Market:Instruments={instruments}");
        var page = await OpenLiveAsync(application.Address, "/?sort=symbol&order=asc");
        await Expect(page.Rows().First).ToHaveAttributeAsync("aria-rowindex", "2");
        // From far below, so that the first rows are not in the document.
        await page.Keyboard.PressAsync("End");
        await page.EvaluateAsync(
            """
            () => addEventListener('beforeprint', () => {
              const symbols = [...document.querySelectorAll('tr[data-symbol]')].map(row => row.dataset.symbol);
              globalThis.printed = [document.getElementById('on-paper').textContent, ...symbols];
            })
            """);

        var pdf = await page.PdfAsync(new() { Format = "A4" });

        var printed = await page.EvaluateAsync<string[]>("() => printed");
        Assert.Equal(words, printed[0]);
        Assert.Equal(rows, printed[1..].Distinct().Count());
        Assert.Equal(printed[1..].Order(StringComparer.Ordinal), printed[1..]);
        // A sheet has room for about forty rows.
        Assert.InRange(Regex.Count(Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b"), rows / 50, rows / 30);
        // On the screen, only the visible rows are in the document again.
        await Eventually.TrueAsync(async () => await page.Rows().CountAsync() < 150);
    }
}
