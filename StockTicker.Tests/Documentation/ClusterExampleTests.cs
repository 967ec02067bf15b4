using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Interoperability;

namespace StockTicker.Tests.Documentation;

/// <summary>The examples of a cluster, which take too long to run in each test run.</summary>
public sealed partial class ClusterExampleTests
{
    [Theory]
    [InlineData("docs/local-cluster.sh", 7)]
    [InlineData("docs/compose.yaml", 7)]
    public void Each_setting_of_an_example_is_documented(string path, int settings)
    {
        var documented = Document.Read("docs/configuration.md").Rows.Select(row => row[0].Trim('`'))
            .Concat(Document.Read("docs/authentication.md").Rows.SelectMany(row => CodeSpan().Matches(row[0])).Select(span => $"Authentication:Schemes:Bearer:{span.Groups[1].Value}"))
            .ToHashSet();

        var used = Setting().Matches(File.ReadAllText(Path.Combine(ApplicationProcess.Repository, path)))
            .Select(match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)).ToList();

        Assert.Equal(settings, used.Count);
        Assert.All(used, key => Assert.Contains(key, documented));
    }

    [Fact]
    public async Task The_script_is_valid()
    {
        var shell = await Tool.RequireAsync("sh", "dash");
        await using var check = ToolProcess.Start(shell, ["-n", Path.Combine(ApplicationProcess.Repository, "docs", "local-cluster.sh")]);
        Assert.True(await check.ExitAsync() == 0, check.Errors);
    }

    // An argument, or an environment variable in YAML.
    [GeneratedRegex(@"(?:--|^ {4})([A-Z]\w*(?:(?::|__)\w+)+)[=:]", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
