using System.Globalization;
using StockTicker.Tests.Documentation;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Configuration;

namespace StockTicker.Tests.Starting;

/// <summary>Starts with one invalid setting, as processes: each prints one line, without a stack trace, and returns 1.</summary>
[Trait("Category", "Slow")]
public sealed class StartupMatrixTests
{
    private const string Bad = "not-valid!";

    // These have tests of their own. The host creates a folder for the last one.
    private static readonly string[] Tested = ["ConnectionStrings:StockTicker", "PathBase", "webroot"];

    /// <summary>Every documented setting, and every setting of the framework whose value is checked.</summary>
    public static TheoryData<string> Keys => TestLength.IsLong
        ? [.. Documented.Concat(Checked).Except(Tested, StringComparer.OrdinalIgnoreCase)]
        : ["Logging:LogLevel:Default", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    private static IEnumerable<string> Documented => Document.Read("docs/configuration.md").Rows.Select(row => row[0].Trim('`'));

    private static IEnumerable<string> Checked => FrameworkSettings.All.Where(setting => setting.Expected is not null)
        .Select(setting => setting.Pattern.Replace("*", "0", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task An_invalid_value_fails_startup_with_one_line(string key)
    {
        var bad = key.EndsWith("TimestampFormat", StringComparison.Ordinal) ? "%" : Bad;
        string[] more = key.StartsWith("Kestrel:Endpoints:0:", StringComparison.Ordinal) && !key.EndsWith(":Url", StringComparison.Ordinal)
            ? ["--Kestrel:Endpoints:0:Url=http://localhost:0"] : [];
        await using var application = ApplicationProcess.StartAssembly(
            ApplicationProcess.BuiltAssembly, "Production", [$"--{key}={bad}", .. key == "urls" ? ["--urls", Bad] : more]);

        var line = await FailureAsync(application);

        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.Contains("must", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls", "https://127.0.0.1:0", "needs a certificate")]
    [LongInlineData("--urls", "http://192.0.2.1:0", "urls is 'http://192.0.2.1:0'")]
    [LongInlineData("--Kestrel:Endpoints:A:Url", "https://127.0.0.1:0", "Kestrel:Endpoints:A:Url")]
    [LongInlineData("--https_ports", "0", "https_ports is '0'")]
    [LongInlineData("--urls", "http://unix:/etc/hostname", "in use")]
    [LongInlineData("--Authentication:Schemes:Bearer:BackchannelTimeout", "soon", "a time span")]
    public async Task An_endpoint_that_cannot_be_opened_fails_startup_with_one_line(string key, string value, string named)
    {
        string[] arguments = key == "--https_ports" ? [key, value, "--urls", ""] : [key, value];
        await using var application = ApplicationProcess.StartAssembly(ApplicationProcess.BuiltAssembly, "Production", arguments);

        Assert.Contains(named, await FailureAsync(application), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"Market\": { \"Instruments\": 3, }, \"Market\" }", "LineNumber: 0")]
    [LongInlineData("{ \"Market\": { \"Seed\": 1, \"seed\": 2 } }", "duplicate key 'Market:seed'")]
    [LongInlineData("[]", "appsettings")]
    [LongInlineData("", "appsettings")]
    public async Task An_invalid_settings_file_fails_startup_with_one_line_that_names_it(string json, string named)
    {
        var environment = string.Create(CultureInfo.InvariantCulture, $"Tests{Guid.NewGuid():N}");
        var file = Path.Combine(Path.GetDirectoryName(ApplicationProcess.BuiltAssembly)!, $"appsettings.{environment}.json");
        await File.WriteAllTextAsync(file, json, TestTimeout.Token);
        try
        {
            await using var application = ApplicationProcess.StartAssembly(ApplicationProcess.BuiltAssembly, environment);
            var line = await FailureAsync(application);

            Assert.Contains(file, line, StringComparison.Ordinal);
            Assert.Contains(named, line, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Without_a_folder_for_data_the_application_runs_with_a_database_in_memory_and_says_so_once()
    {
        // Not even root can create a folder in it.
        await using var application = ApplicationProcess.StartAtHome("/dev/null");
        using var client = (await application.ConnectAsync()).As(ForgedToken.Of("ada"));

        Assert.NotEmpty(await client.GetStringAsync("/", TestTimeout.Token));
        await Eventually.TrueAsync(() => application.Output.Contains("ConnectionStrings:StockTicker", StringComparison.Ordinal));
        Assert.Single(application.Output.Split('\n'), line => line.Contains("/dev/null", StringComparison.Ordinal));
    }

    private static async Task<string> FailureAsync(ApplicationProcess application)
    {
        Assert.Equal(1, await application.ExitAsync());
        var line = Assert.Single(application.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("StockTicker cannot start: ", line, StringComparison.Ordinal);
        return line;
    }
}
