using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Signing in and out, and its effect on pages.</summary>
public sealed partial class SignInTests(Chromium chromium) : BrowserTest(chromium)
{
    // Tests that change what the server stores do so as different users.
    private static TickerApplication Shared =>
        SharedApplications.With(nameof(SignInTests), _ => { }, "Market:Instruments=10", "Market:QuotesPerUpdate=10");

    [Fact]
    public async Task One_click_signs_in_a_demo_user_and_returns_to_the_previous_page()
    {
        var application = Shared;
        var page = await OpenLiveAsync(application.Address, "/stocks/MSFT");

        await Account(page, "Sign in").ClickAsync();
        await page.Button("Sign in as Ada Example").ClickAsync();

        await Expect(page).ToHaveURLAsync(new Uri(application.Address, "/stocks/MSFT").AbsoluteUri);
        await Expect(Account(page, "Ada Example")).ToBeVisibleAsync();
        await page.WaitForConnectionAsync("live");
        var cookie = Assert.Single(await page.Context.CookiesAsync(), cookie => !cookie.Name.Contains("form", StringComparison.Ordinal));
        Assert.Equal((true, SameSiteAttribute.Strict, false), (cookie.HttpOnly, cookie.SameSite, cookie.Secure));
        Assert.EndsWith($"-{application.Address.Port}", cookie.Name, StringComparison.Ordinal);

        await Account(page, "Ada Example").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Signed in as Ada Example");
        await page.Button("Sign out").ClickAsync();
        await Expect(Account(page, "Sign in")).ToBeVisibleAsync();
        Assert.DoesNotContain(await page.Context.CookiesAsync(), left => left.Name == cookie.Name);
    }

    [Fact]
    public async Task A_pasted_token_signs_in_until_it_expires_and_an_invalid_one_gives_a_reason()
    {
        var page = await OpenAsync(Shared.Address, "/signin");
        var expires = DateTimeOffset.UtcNow.AddMinutes(10);

        await PasteAsync(page, new ForgedToken { Issuer = "elsewhere" }.ToString());
        await Expect(page.Locator("#token-error")).ToHaveTextAsync("The token was not accepted. It comes from another issuer.");
        await Expect(page.GetByLabel("Token")).ToHaveValueAsync("");
        await PasteAsync(page, new ForgedToken { Expires = DateTimeOffset.UtcNow.AddMinutes(-5) }.ToString());
        await Expect(page.Locator("#token-error")).ToHaveTextAsync("The token was not accepted. It has expired.");
        await PasteAsync(page, "rubbish");
        await Expect(page.Locator("#token-error")).ToContainTextAsync("not a token");
        await PasteAsync(page, $"Bearer {new ForgedToken { User = "grace", Name = "Grace <b>Hopper</b>", Expires = expires }}\n");

        await Expect(Account(page, "Grace <b>Hopper</b>")).ToBeVisibleAsync();
        var cookie = Assert.Single(await page.Context.CookiesAsync(), cookie => !cookie.Name.Contains("form", StringComparison.Ordinal));
        Assert.InRange(cookie.Expires, expires.ToUnixTimeSeconds() - 2, expires.ToUnixTimeSeconds() + 2);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:evil")]
    public async Task The_return_URL_never_leaves_the_site(string returnUrl)
    {
        using var client = ConnectWithoutRedirects(Shared);

        using var response = await PostAsync(client, $"/signin?handler=User&id=ben&returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, response.Headers.Location?.OriginalString));
        Assert.True(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/signin", "token=x")]
    [InlineData("/signin?handler=User", "id=ada")]
    [InlineData("/signin?handler=Out", "")]
    public async Task A_forged_form_cannot_sign_in_or_out(string path, string body)
    {
        using var client = Shared.Connect();
        using var form = new StringContent(body, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");

        using var response = await client.PostAsync(path, form, TestTimeout.Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Outside_Development_there_are_no_demo_users()
    {
        await using var application = new TickerApplication("environment=Production", "Market:Instruments=3");
        using var client = ConnectWithoutRedirects(application);
        var html = await client.GetStringAsync("/signin", TestTimeout.Token);
        Assert.Contains(">Sign in</button>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada Example", html, StringComparison.Ordinal);

        // Not even with a handmade form.
        using var response = await PostAsync(client, "/signin?handler=User&id=ada");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Two_users_have_separate_watchlists_and_alerts()
    {
        using var client = Shared.Connect();
        var ada = await SignInAsync("Ada of two");
        var ben = await SignInAsync("Ben of two");

        await StarAsync(ada, "AAPL");
        await StarAsync(ben, "MSFT");
        await ArmAsync(ada, "AAPL");
        await ArmAsync(ben, "MSFT");
        var id = await client.StepAsync();

        await Expect(ada.Locator(".notice p")).ToHaveTextAsync([new Regex("^AAPL is at .*, at or above 1.00.$")]);
        await Expect(ben.Locator(".notice p")).ToHaveTextAsync([new Regex("^MSFT is at")]);
        await Expect(ada.GetByRole(AriaRole.Status)).ToContainTextAsync("AAPL is at");
        // Alerts are not shown as operators' notices.
        await Expect(ada.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        foreach (var (page, own) in new[] { (ada, "AAPL"), (ben, "MSFT") })
        {
            await page.Button("Watchlist").ClickAsync();
            await Expect(page.Rows()).ToHaveCountAsync(1);
            await Expect(page.Row(own)).ToBeVisibleAsync();
            // In the server-rendered page, too.
            await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            await page.WaitForConnectionAsync("live");
            await Expect(page.Rows()).ToHaveCountAsync(1);
            await Expect(page.Row(own).GetByRole(AriaRole.Button)).ToHaveAttributeAsync("aria-pressed", "true");
        }
        Assert.NotEmpty(id);
    }

    [Fact]
    public async Task A_page_that_was_offline_receives_its_alert()
    {
        using var client = Shared.Connect();
        var ada = await SignInAsync("Ada offline");
        await ArmAsync(ada, "AAPL");

        await ada.Button("Pause").ClickAsync();
        await WaitForOwnStreamsAsync(client, 0);
        await client.StepAsync(5);
        await Expect(ada.Locator(".notice")).ToHaveCountAsync(0);
        await ada.Button("Resume").ClickAsync();

        await Expect(ada.Locator(".notice p")).ToContainTextAsync(["AAPL is at"]);
    }

    [Fact]
    public async Task Tabs_share_stars_keep_concurrent_changes_and_sign_out_together()
    {
        using var client = Shared.Connect();
        // A rejected change is repeated, and a rejected stream is checked once.
        Expected.AddRange(["412 (Precondition Failed)", "401 (Unauthorized)"]);
        var first = await SignInAsync("Ada in tabs");
        var second = await first.Context.NewPageAsync();
        await second.GotoAsync(Shared.Address.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await second.WaitForConnectionAsync("live");
        await WaitForOwnStreamsAsync(client, 1);

        await StarAsync(first, "AAPL");
        await Expect(Star(second, "AAPL")).ToHaveAttributeAsync("aria-pressed", "true");
        // From another client, which does not notify this browser.
        await first.EvaluateAsync(
            """
            async () => {
              const me = await import('/js/account/user-api.js');
              const { items, version } = await me.readList('watchlist');
              await me.writeList('watchlist', [...items, 'MSFT'], version);
            }
            """);
        await StarAsync(second, "GOOGL");
        await Expect(Star(first, "GOOGL")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal("AAPL,MSFT,GOOGL", await first.EvaluateAsync<string>("async () => (await (await import('/js/account/user-api.js')).readList('watchlist')).items.join()"));

        await Account(first, "Ada in tabs").ClickAsync();
        await first.Button("Sign out").ClickAsync();

        await Expect(Account(second, "Sign in")).ToBeVisibleAsync();
        await second.WaitForConnectionAsync("live");
        await WaitForOwnStreamsAsync(client, 0);
        await second.WaitForPaintAsync(await client.StepAsync());
    }

    [Fact]
    public async Task A_link_from_another_site_keeps_the_user_signed_in()
    {
        var page = await SignInAsync("Ada by a link");
        // The same server under the host name of another site.
        await page.GotoAsync($"http://localhost:{Shared.Address.Port}/signin");
        await Expect(Account(page, "Sign in")).ToBeVisibleAsync();

        await page.EvaluateAsync("address => { location.href = address; }", new Uri(Shared.Address, "/stocks/AAPL#chart").AbsoluteUri);

        await Expect(Account(page, "Ada by a link")).ToBeVisibleAsync();
        await page.WaitForConnectionAsync("live");
    }

    [Fact]
    public async Task A_private_page_redirects_to_sign_in_and_back()
    {
        Expected.Add("401 (Unauthorized)");
        var application = Serve(new TickerApplication("Market:Instruments=10", "Streaming:PublicStats=false"));
        var page = await OpenAsync(application.Address, "/status");

        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await PasteAsync(page, new ForgedToken { Scope = "stats" }.ToString());

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Status");
    }

    [Fact]
    public async Task The_page_continues_without_the_user_when_the_sign_in_expires()
    {
        Expected.Add("401 (Unauthorized)");
        // Only the server's time advances: for the browser the cookie is still valid.
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var application = Serve(new TickerApplication(services => services.AddSingleton<TimeProvider>(time), "Market:Instruments=10"));
        using var client = application.Connect();
        var page = await OpenAsync(application.Address, "/signin");
        await PasteAsync(page, new ForgedToken { Name = "Ada", Expires = time.GetUtcNow().AddMinutes(30) }.ToString());
        await Expect(Account(page, "Ada")).ToBeVisibleAsync();
        await page.WaitForConnectionAsync("live");
        await WaitForOwnStreamsAsync(client, 1);

        time.Advance(TimeSpan.FromMinutes(31));

        await Expect(Account(page, "Sign in")).ToBeVisibleAsync();
        await page.WaitForConnectionAsync("live");

        await page.WaitForPaintAsync(await client.StepAsync());
        await WaitForOwnStreamsAsync(client, 0);
    }

    [Fact]
    public async Task The_page_never_scrolls_horizontally_in_either_theme_at_either_width()
    {
        var page = await OpenAsync(Shared.Address, "/signin?returnUrl=/signin");

        foreach (var name in new[] { "signin", "signed-in" })
        {
            foreach (var screen in TestLength.Choose([EveryWidthAndTheme[1], EveryWidthAndTheme[2]], EveryWidthAndTheme))
            {
                await ShowOnAsync(page, screen);
                await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{screen.Width}-{screen.Scheme.ToString().ToLowerInvariant()}.png") });
                Assert.Equal(screen.Width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
                Assert.Equal(screen.Scheme == ColorScheme.Dark, await page.IsDarkAsync());
            }
            if (name == "signin")
            {
                await page.Button("Sign in as Ada Example").ClickAsync();
                await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Signed in as Ada Example");
            }
        }
    }

    private async Task<IPage> SignInAsync(string name)
    {
        var page = await OpenAsync(Shared.Address, "/signin");
        await PasteAsync(page, new ForgedToken { User = name.Replace(' ', '-'), Name = name }.ToString());
        await Expect(Account(page, name)).ToBeVisibleAsync();
        await page.WaitForConnectionAsync("live");
        return page;
    }

    // The streams of an earlier test may still be closing.
    private static Task WaitForOwnStreamsAsync(HttpClient client, int count) => Eventually.TrueAsync(async () =>
        (await client.GetJsonAsync("/stats")).GetProperty("channels").GetProperty("me").GetInt32() == count);

    private static HttpClient ConnectWithoutRedirects(TickerApplication application)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        return new HttpClient(handler) { BaseAddress = application.Address };
    }

    /// <summary>Posts an empty form with the anti-forgery token and cookie that the sign-in page gives.</summary>
    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path)
    {
        using var page = await client.GetAsync("/signin", TestTimeout.Token);
        var field = FormToken().Match(await page.Content.ReadAsStringAsync(TestTimeout.Token));
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Cookie", page.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        request.Content = new FormUrlEncodedContent([new(field.Groups["name"].Value, field.Groups["value"].Value)]);
        return await client.SendAsync(request, TestTimeout.Token);
    }

    [GeneratedRegex("""<input name="(?<name>\w+)" type="hidden" value="(?<value>[^"]+)" />""")]
    private static partial Regex FormToken();

    private static ILocator Account(IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    private static ILocator Star(IPage page, string symbol) => page.Row(symbol).GetByRole(AriaRole.Button);

    private static async Task StarAsync(IPage page, string symbol)
    {
        var kept = page.WaitForResponseAsync(response => response.Request.Method == "PUT" && response.Ok);
        await Star(page, symbol).ClickAsync();
        await kept;
    }

    private static async Task ArmAsync(IPage page, string symbol) => await page.EvaluateAsync(
        "async symbol => { await (await import('/js/account/user-api.js')).armAlert({ symbol, condition: 'above', threshold: 1 }); }", symbol);

    private static async Task PasteAsync(IPage page, string token)
    {
        await page.GetByLabel("Token").FillAsync(token);
        await page.Button("Sign in").ClickAsync();
    }
}
