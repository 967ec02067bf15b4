using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Interoperability;

[assembly: AssemblyFixture(typeof(Firefox))]

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// The Firefox of a test run, launched when first needed. Playwright only supports its own build of Firefox, so
/// the installed one is driven over its native protocol, WebDriver BiDi.
/// </summary>
public sealed partial class Firefox : IAsyncDisposable
{
    // A new profile that shows no prompts, makes no network requests of its own, and assumes that it is online.
    private const string Preferences =
        """
        user_pref("app.update.enabled", false);
        user_pref("browser.aboutwelcome.enabled", false);
        user_pref("browser.shell.checkDefaultBrowser", false);
        user_pref("browser.startup.page", 0);
        user_pref("datareporting.policy.dataSubmissionEnabled", false);
        user_pref("network.captive-portal-service.enabled", false);
        user_pref("network.connectivity-service.enabled", false);
        user_pref("network.manage-offline-status", false);
        user_pref("toolkit.telemetry.enabled", false);
        """;

    private readonly Lazy<Task<BiDiConnection>> _connection;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("firefox-");
    private ToolProcess? _process;

    public Firefox() => _connection = new Lazy<Task<BiDiConnection>>(LaunchAsync);

    /// <summary>A window at this address, once its document is loaded.</summary>
    public async Task<FirefoxPage> OpenAsync(Uri address) => await FirefoxPage.OpenAsync(await _connection.Value, address);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated && _connection.Value.IsCompletedSuccessfully)
            await (await _connection.Value).DisposeAsync();
        if (_process is not null)
            await _process.DisposeAsync();
        _home.Delete(recursive: true);
    }

    private async Task<BiDiConnection> LaunchAsync()
    {
        var path = await Tool.RequireAsync("firefox-esr", "firefox-esr");
        var profile = _home.CreateSubdirectory("profile").FullName;
        await File.WriteAllTextAsync(Path.Combine(profile, "user.js"), Preferences);
        string[] arguments = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
        _process = ToolProcess.Start(path, arguments, _home.FullName);
        _ = _process.Output.ReadToEndAsync();
        Match listening = Match.Empty;
        await Eventually.TrueAsync(() => (listening = Listening().Match(_process.Errors)).Success || !_process.Runs);
        if (!listening.Success)
            Assert.Fail($"Firefox does not start: {_process.Errors}");
        return await BiDiConnection.OpenAsync(new Uri($"{listening.Groups[1].Value}/session"));
    }

    [GeneratedRegex(@"WebDriver BiDi listening on (ws://\S+)")]
    private static partial Regex Listening();
}
