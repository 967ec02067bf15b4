using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Interoperability;

namespace StockTicker.Tests.Documentation;

/// <summary>Runs the code in the documents against an application on another port.</summary>
public sealed class DocumentedCodeTests(Chromium chromium, DocumentedCodeTests.LiveMarket live)
    : BrowserTest(chromium), IClassFixture<DocumentedCodeTests.LiveMarket>
{
    private const string PrintedAddress = "http://localhost:5000";

    private static readonly Document Readme = Document.Read("README.md");

    public static TheoryData<string, string> CurlBlocks
    {
        get
        {
            // What several documents print runs once.
            var blocks =
                from document in Document.All
                from block in document.CodeBlocks("sh")
                where block.Contains(PrintedAddress, StringComparison.Ordinal)
                select (document.Path, Block: block);
            var data = new TheoryData<string, string>();
            foreach (var (path, block) in blocks.DistinctBy(printed => printed.Block))
                data.Add(path, block);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CurlBlocks))]
    public async Task Curl_commands_run_as_printed(string path, string block)
    {
        Assert.NotEmpty(path);
        var bash = await Tool.RequireAsync("bash", "bash");
        await Tool.RequireAsync("curl", "curl");
        // A manual market moves only when it is stepped.
        await using var manual = block.Contains("/market/step", StringComparison.Ordinal) ? new TickerApplication()
            : block.Contains("/market/trades", StringComparison.Ordinal) ? new TickerApplication("Market:Source=feed") : null;
        var application = manual ?? live.Application;
        var script = $$"""
            set -eu
            curl() { command curl --fail-with-body --silent --show-error "$@"; }
            token={{Tokens.Make("broadcast feed")}}
            {{At(block, application.Address)}}
            """;

        await using var process = ToolProcess.Start(bash, ["-c", script]);

        if (!block.Contains("curl -N", StringComparison.Ordinal))
        {
            Assert.NotEqual("", await process.Output.ReadToEndAsync(TestTimeout.Token));
            Assert.True(await process.ExitAsync() == 0, process.Errors);
            return;
        }
        // The stream that the last command opens never ends, so the expected event is enough.
        var hello = "";
        while (await process.Output.ReadLineAsync(TestTimeout.Token) is { } line)
        {
            if (line.StartsWith("data: {\"mode\"", StringComparison.Ordinal))
                hello = line;
            if (block.Contains("/stock-stream", StringComparison.Ordinal) && line.StartsWith("data: {\"type\":\"initial\"", StringComparison.Ordinal))
                return;
            if (line == $"event: {EventOf(block)}")
            {
                if (block.Contains("Last-Event-ID", StringComparison.Ordinal))
                    Assert.Contains("\"mode\":\"resume\"", hello, StringComparison.Ordinal);
                return;
            }
        }
        Assert.Fail($"The stream ended: {process.Errors}");
    }

    [Fact]
    public async Task EventSource_code_in_README_logs_prices()
    {
        var page = await OpenAsync(live.Application.Address, "/signin");

        // The snapshot comes first, then an update.
        for (var i = 0; i < 2; i++)
        {
            await page.RunAndWaitForConsoleMessageAsync(
                () => i == 0 ? page.EvaluateAsync($"() => {{ {At(Readme.CodeBlocks("js").Single(), live.Application.Address)} }}") : Task.CompletedTask,
                new() { Predicate = message => message.Text.StartsWith("AAPL ", StringComparison.Ordinal) });
        }
    }

    [Fact]
    public async Task Playwright_program_in_README_runs()
    {
        var application = Serve(new TickerApplication());

        var output = await RunCSharpAsync("board-test.cs", Readme.CodeBlocks("csharp").Single(), [], application.Address, ("CHROMIUM", await ExecutableAsync()));

        using var client = application.Connect();
        Assert.EndsWith($"The board shows AAPL at {await client.PriceAsync("AAPL")}.", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Python_program_that_feeds_the_market_runs()
    {
        var python = await Tool.RequireAsync("python3", "python3");
        await using var application = new TickerApplication("Market:Source=feed", "Market:Clock=system");
        var code = Document.Read("docs/feeding.md").CodeBlocks("python").Single();
        Assert.Contains("\"localhost\", 5000", code, StringComparison.Ordinal);
        await using var process = ToolProcess.Start(
            python, ["-c", code.Replace("\"localhost\", 5000", $"\"{application.Address.Host}\", {application.Address.Port}", StringComparison.Ordinal), "5"],
            variables: new Dictionary<string, string> { ["STOCKTICKER_TOKEN"] = Tokens.Make("feed") });

        var output = await process.Output.ReadToEndAsync(TestTimeout.Token);

        Assert.True(await process.ExitAsync() == 0, output + process.Errors);
        Assert.Equal("""{"accepted":5,"rejected":0,"errors":[]}""", output.Trim());
        using var client = application.Connect();
        await Eventually.TrueAsync(async () =>
            (await client.GetJsonAsync("/quotes")).GetProperty("quotes") is { } quotes && quotes.GetArrayLength() == 1 && quotes[0].GetProperty("volume").GetInt32() == 500);
    }

    [Fact]
    public async Task CSharp_program_that_feeds_the_market_runs()
    {
        await using var application = new TickerApplication("Market:Source=feed", "Market:Clock=system");

        var output = await RunCSharpAsync(
            "feed.cs", Document.Read("docs/feeding.md").CodeBlocks("csharp").Single(), ["5"], application.Address, ("STOCKTICKER_TOKEN", Tokens.Make("feed")));

        Assert.Equal("""{"accepted":5,"rejected":0,"errors":[]}""", output.Trim());
        using var client = application.Connect();
        await Eventually.TrueAsync(async () =>
            (await client.GetJsonAsync("/quotes")).GetProperty("quotes") is { } quotes && quotes.GetArrayLength() == 1 && quotes[0].GetProperty("bid").GetRawText() == "150.24");
    }

    // Runs a program as printed, except for the address.
    private static async Task<string> RunCSharpAsync(string name, string code, string[] arguments, Uri application, (string Name, string Value) variable)
    {
        // The address comes from the environment, so that the program is built again only after a change.
        const string Address = "STOCKTICKER_ADDRESS";
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "readme")).FullName;
        // A user's program has nothing of this repository's build.
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            await WriteChangedAsync(Path.Combine(folder, file), "<Project />");
        var program = Path.Combine(folder, name);
        await WriteChangedAsync(program, code.Replace($"\"{PrintedAddress}", $"Environment.GetEnvironmentVariable(\"{Address}\")! + \"", StringComparison.Ordinal));
        await using var process = ToolProcess.Start("dotnet", ["run", program, .. arguments], variables: new Dictionary<string, string>
        {
            [Address] = application.GetLeftPart(UriPartial.Authority),
            [variable.Name] = variable.Value,
            // Build output goes into the folder too, and no build server stays running.
            ["XDG_DATA_HOME"] = folder,
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
            // Audited when the packages of the tests are restored.
            ["NuGetAudit"] = "false",
        });

        // Restore and build come first, and their duration depends on the machine.
        var output = await process.Output.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.True(await process.ExitAsync() == 0, output + process.Errors);
        return output;
    }

    private static async Task WriteChangedAsync(string path, string text)
    {
        if (!File.Exists(path) || await File.ReadAllTextAsync(path, TestTimeout.Token) != text)
            await File.WriteAllTextAsync(path, text, TestTimeout.Token);
    }

    private static string EventOf(string block) =>
        block.Contains("/stream/clock", StringComparison.Ordinal) ? "clock"
        : block.Contains("/stream/notices", StringComparison.Ordinal) ? "hello"
        : "quotes";

    private static string At(string code, Uri address) => code.Replace(PrintedAddress, address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);

    /// <summary>A market that moves by itself while the tests of this class run.</summary>
    public sealed class LiveMarket : IAsyncDisposable
    {
        /// <summary>The application.</summary>
        public TickerApplication Application { get; } = new("Market:Clock=system");

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => Application.DisposeAsync();
    }
}
