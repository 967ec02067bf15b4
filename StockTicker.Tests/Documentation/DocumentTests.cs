using System.Text.RegularExpressions;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Documentation;

public sealed partial class DocumentTests
{
    private static readonly Document Readme = Document.Read("README.md");

    public static TheoryData<string> Paths => [.. Document.All.Select(document => document.Path)];

    [Fact]
    public void README_has_at_most_200_lines() => Assert.InRange(Readme.Lines.Count, 1, 200);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Links_between_documents_resolve(string path)
    {
        var document = Document.Read(path);

        Assert.All(document.LocalLinks, link =>
        {
            var parts = link.Split('#');
            var target = parts[0].Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, parts[0]);
            Assert.True(Path.Exists(InRepository(target)), $"{path} links to {link}, which does not exist.");
            if (parts.Length > 1)
                Assert.Contains(parts[1], Document.Read(Path.GetRelativePath(ApplicationProcess.Repository, InRepository(target))).Anchors);
        });
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Files_and_folders_named_in_a_document_exist(string path)
    {
        var named = Document.Read(path).CodeSpans.Where(span => RepositoryPath().IsMatch(span));

        Assert.All(named, name => Assert.True(Path.Exists(InRepository(name)), $"{path} names {name}, which does not exist."));
    }

    [Fact]
    public void Types_in_the_README_diagram_exist()
    {
        var stations = Readme.CodeBlocks("").Single(block => block.Contains('▼', StringComparison.Ordinal)).Split('\n')
            .Select(line => line.Split(' ')[0]).Where(name => name.Length > 0 && char.IsAsciiLetterUpper(name[0]));
        // A browser type.
        var types = typeof(Program).Assembly.GetTypes().Concat(typeof(Quote).Assembly.GetTypes()).Select(type => type.Name).Append("EventSource").ToHashSet();

        Assert.All(stations, station => Assert.Contains(station, types));
    }

    [Fact]
    public void CONTRIBUTING_lists_every_folder_of_the_application_as_a_layer()
    {
        var folders = Directory.EnumerateFiles(InRepository("StockTicker.Web"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(InRepository("StockTicker.Web"), Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Where(folder => folder != "." && !folder.StartsWith("Storage/Migrations", StringComparison.Ordinal) && folder.Split('/')[0] is not ("bin" or "obj"));

        var layers = Document.Read("CONTRIBUTING.md").LinesUnder("Layers").SelectMany(Document.FirstCellSpans);

        Assert.Equal(folders.Distinct().Order(StringComparer.Ordinal), layers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Benchmark_figures_match_the_committed_results()
    {
        var results = Directory.GetFiles(InRepository("StockTicker.Benchmarks/results"), "*.md").SelectMany(File.ReadAllLines).ToHashSet();

        var rows = Document.Read("docs/benchmarks.md").Lines
            .TakeWhile(line => line != "## The application as a whole").Where(line => line.StartsWith('|')).ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains(row, results));
    }

    private static string InRepository(string path) => Path.GetFullPath(Path.Combine(ApplicationProcess.Repository, path));

    [GeneratedRegex(@"^(StockTicker\.\w+|wwwroot|docs|\.ci)/[\w./-]*$")]
    private static partial Regex RepositoryPath();
}
