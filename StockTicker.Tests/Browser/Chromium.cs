using System.Diagnostics;
using Microsoft.Playwright;
using StockTicker.Tests.Browser;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace StockTicker.Tests.Browser;

/// <summary>
/// The browser of a test run, launched when first needed: the one in the variable <c>CHROMIUM</c>, or one that is
/// installed, or Playwright's own. If there is none, one is installed. Chromium's headless shell comes first: it draws no browser
/// window, and opening a page in it takes less than half the processor time.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Variable = "CHROMIUM";

    // Without a path Playwright launches the headless shell that it installs itself.
    private const string? PlaywrightsOwn = null;

    private static readonly string[] Shells = ["chromium-headless-shell", "chrome-headless-shell"];

    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private static readonly string[] UsualPlaces =
    [
        "/snap/bin/chromium",
        "/opt/google/chrome/chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    // Playwright passes everything else that a browser under test needs, such as --no-sandbox.
    // A process of its own for painting has nothing to offer without a graphics card.
    private static readonly string[] Arguments = ["--disable-gpu", "--in-process-gpu"];

    private readonly Lazy<Task<IBrowser>> _browser;
    private readonly List<string> _failures = [];
    private IPlaywright? _playwright;

    public Chromium() => _browser = new Lazy<Task<IBrowser>>(LaunchAsync);

    /// <summary>The browser; fails with the command to run if none could be found or installed.</summary>
    public Task<IBrowser> Browser => _browser.Value;

    /// <summary>The path of its executable, once launched.</summary>
    public string? ExecutablePath { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated && _browser.Value.IsCompletedSuccessfully)
            await (await _browser.Value).DisposeAsync();
        _playwright?.Dispose();
    }

    private async Task<IBrowser> LaunchAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(BrowserTest.Timeout);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
            return await TryAsync(chosen) ?? throw Failure($"Correct the variable {Variable}, or unset it.");
        foreach (var installed in Find(Shells).Append(PlaywrightsOwn).Concat(Find(Browsers)).Concat(UsualPlaces.Where(File.Exists)))
        {
            if (await TryAsync(installed) is { } browser)
                return browser;
        }
        // Debian's package includes the libraries that it needs.
        if (await InstallFromDebianAsync() && await TryAsync("/usr/bin/chromium-headless-shell") is { } debians)
            return debians;
        if (await InstallFromPlaywrightAsync() && await TryAsync(PlaywrightsOwn) is { } own)
            return own;
        throw Failure($"Type: {Advice()}");
    }

    private static IEnumerable<string> Find(string[] commands)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        return commands.SelectMany(command => folders.Select(folder => Path.Combine(folder, command + suffix))).Where(File.Exists);
    }

    // An existing file may not start: Ubuntu's chromium-browser is only a script that points to the real one.
    private async Task<IBrowser?> TryAsync(string? path)
    {
        try
        {
            var browser = await _playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Headless = true, Args = Arguments });
            ExecutablePath = path;
            return browser;
        }
        catch (PlaywrightException fault)
        {
            _failures.Add($"{path ?? "Playwright's own"}: {fault.Message.Split('\n')[0]}");
            return null;
        }
    }

    private async Task<bool> InstallFromPlaywrightAsync()
    {
        // Without a network, it retries for a long time.
        var install = Task.Run(() => Microsoft.Playwright.Program.Main(["install", "--only-shell", "chromium"]));
        return await Task.WhenAny(install, Task.Delay(TimeSpan.FromMinutes(5))) == install && await install == 0
            || Failed("playwright install --only-shell chromium failed.");
    }

    private async Task<bool> InstallFromDebianAsync()
    {
        if (!File.Exists("/etc/debian_version") || !Environment.IsPrivilegedProcess)
            return false;
        return await RunAsync("apt-get", "update") && await RunAsync("apt-get", "install", "-y", "--no-install-recommends", "chromium-headless-shell");
    }

    private async Task<bool> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardInput = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 || Failed($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private bool Failed(string what)
    {
        _failures.Add(what);
        return false;
    }

    private static string Advice() =>
        File.Exists("/etc/debian_version") ? $"{(Environment.IsPrivilegedProcess ? "" : "sudo ")}apt-get install -y chromium-headless-shell"
        : OperatingSystem.IsMacOS() ? "brew install --cask google-chrome"
        : OperatingSystem.IsWindows() ? "winget install Google.Chrome"
        : $"export {Variable}=/path/to/chromium";

    private InvalidOperationException Failure(string advice) =>
        new($"There is no Chromium to test the pages in. {advice}\n{string.Join('\n', _failures)}");
}
