using Microsoft.Playwright;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>A test of pages. Each has its own browser context, and fails if a page logs an error to the console.</summary>
[Trait("Category", "Browser")]
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    /// <summary>How long to wait for a page, in milliseconds: many times what a slow machine needs, but short enough to report a failure.</summary>
    public const float Timeout = 30_000;

    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<string> _errors = [];

    /// <summary>The folder for screenshots of this run.</summary>
    public static string Pictures { get; } = EmptyFolder("pictures");

    /// <summary>Console errors that a test expects: those that contain one of these texts.</summary>
    protected List<string> Expected { get; } = ["Service Worker registration blocked"];

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            await TakeScreenshotsAsync();
        foreach (var context in _contexts)
        {
            // Includes the output of a server in a separate process.
            foreach (var cookie in await context.CookiesAsync())
                SecretLeakDetector.Learn(cookie.Value);
            await context.DisposeAsync();
        }
        foreach (var server in _servers)
            await server.DisposeAsync();
        Assert.DoesNotContain(_errors, text => !Expected.Exists(word => text.Contains(word, StringComparison.Ordinal)));
    }

    /// <summary>A server that runs until the pages are closed, because a page that still loads would report one that stops earlier.</summary>
    protected T Serve<T>(T server)
        where T : IAsyncDisposable
    {
        _servers.Add(server);
        return server;
    }

    /// <summary>A blank page in its own context.</summary>
    protected async Task<IPage> NewPageAsync(Action<BrowserNewContextOptions>? choose = null)
    {
        var options = new BrowserNewContextOptions
        {
            Locale = "en-US",
            TimezoneId = "UTC",
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
            ColorScheme = ColorScheme.Light,
            // Tests of motion enable it: everything that moves is painted sixty times a second.
            ReducedMotion = ReducedMotion.Reduce,
            // Tests of the board without a network allow them.
            ServiceWorkers = ServiceWorkerPolicy.Block,
        };
        choose?.Invoke(options);
        var context = await (await chromium.Browser).NewContextAsync(options);
        _contexts.Add(context);
        context.SetDefaultTimeout(Timeout);
        context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                AddError($"{message.Text} at {message.Location}");
        };
        context.WebError += (_, error) => AddError(error.Error);
        return await context.NewPageAsync();
    }

    /// <summary>A page at this address, once the HTML has loaded; the test waits for anything that scripts do.</summary>
    protected async Task<IPage> OpenAsync(Uri application, string path = "/", Action<BrowserNewContextOptions>? choose = null)
    {
        var page = await NewPageAsync(choose);
        await page.GotoAsync(new Uri(application, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return page;
    }

    /// <summary>A page at this address, once its prices are live.</summary>
    protected async Task<IPage> OpenLiveAsync(Uri application, string path = "/", Action<BrowserNewContextOptions>? choose = null)
    {
        var page = await OpenAsync(application, path, choose);
        await page.WaitForConnectionAsync("live");
        await page.WaitForFirstPaintAsync();
        return page;
    }

    /// <summary>The path of the browser, for programs that launch it themselves.</summary>
    protected async Task<string> ExecutableAsync()
    {
        await chromium.Browser;
        return chromium.ExecutablePath!;
    }

    /// <summary>Widths and themes that a test applies to one page in turn.</summary>
    protected static IReadOnlyList<(int Width, ColorScheme Scheme)> EveryWidthAndTheme { get; } =
        [(1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark)];

    /// <summary>Changes the width and theme of a page, and waits until a frame shows them.</summary>
    protected static async Task ShowOnAsync(IPage page, (int Width, ColorScheme Scheme) screen)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = screen.Scheme });
        await page.SetViewportSizeAsync(screen.Width, screen.Width == 390 ? 844 : 900);
        await page.EvaluateAsync("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
    }

    private static string EmptyFolder(string name)
    {
        var folder = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, name));
        if (folder.Exists)
            folder.Delete(recursive: true);
        folder.Create();
        return folder.FullName;
    }

    private void AddError(string text)
    {
        lock (_errors)
            _errors.Add(text);
    }

    private async Task TakeScreenshotsAsync()
    {
        var test = TestContext.Current.Test?.TestDisplayName ?? "test";
        var name = string.Concat(test.Split(Path.GetInvalidFileNameChars()));
        foreach (var page in _contexts.SelectMany(context => context.Pages))
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"failed-{name}.png") });
    }
}
