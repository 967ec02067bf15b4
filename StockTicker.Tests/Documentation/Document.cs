using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Documentation;

/// <summary>A Markdown file of the repository.</summary>
public sealed partial class Document
{
    private readonly string _text;

    private Document(string path)
    {
        Path = path;
        _text = File.ReadAllText(System.IO.Path.Combine(ApplicationProcess.Repository, path));
    }

    /// <summary>The documents: the Markdown files in the root folder and in <c>docs</c>.</summary>
    public static IReadOnlyList<Document> All { get; } =
    [
        .. Directory.GetFiles(ApplicationProcess.Repository, "*.md")
            .Concat(Directory.GetFiles(System.IO.Path.Combine(ApplicationProcess.Repository, "docs"), "*.md"))
            .Order(StringComparer.Ordinal)
            .Select(path => Read(System.IO.Path.GetRelativePath(ApplicationProcess.Repository, path))),
    ];

    /// <summary>The path relative to the root of the repository.</summary>
    public string Path { get; }

    /// <summary>Its lines.</summary>
    public IReadOnlyList<string> Lines => _text.TrimEnd('\n').Split('\n');

    /// <summary>The targets of its links and pictures, without web addresses.</summary>
    public IEnumerable<string> LocalLinks => Links().Matches(WithoutCode)
        .SelectMany(match => match.Groups.Values.Skip(1).Where(group => group.Success))
        .Select(group => group.Value)
        .Where(link => !link.Contains("://", StringComparison.Ordinal));

    /// <summary>The anchors of its headings, as GitHub generates them.</summary>
    public IEnumerable<string> Anchors => Headings().Matches(WithoutCode)
        .Select(match => NotInAnchors().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The code spans in its prose and tables.</summary>
    public IEnumerable<string> CodeSpans => Spans().Matches(WithoutCode).Select(match => match.Groups[1].Value);

    /// <summary>The cells of each table row, without header rows.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows => Lines
        .Where((line, i) => line.StartsWith('|') && !line.StartsWith("|-", StringComparison.Ordinal) && !line.StartsWith("|:", StringComparison.Ordinal)
            && !(i + 1 < Lines.Count && TableRule().IsMatch(Lines[i + 1])))
        .Select(line => (IReadOnlyList<string>)[.. line.Trim('|').Split('|').Select(cell => cell.Trim())]);

    private string WithoutCode => Blocks().Replace(_text, "");

    /// <summary>Reads the file at a path relative to the root of the repository.</summary>
    public static Document Read(string path) => new(path);

    /// <summary>The lines below the heading with this text, up to the next heading of the same level.</summary>
    public IEnumerable<string> LinesUnder(string heading) =>
        Lines.SkipWhile(line => line != $"## {heading}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));

    /// <summary>The code spans in the first cell of a table row; empty for other lines.</summary>
    public static IEnumerable<string> FirstCellSpans(string line) =>
        line.StartsWith('|') ? Spans().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value) : [];

    /// <summary>The code blocks in a language.</summary>
    public IEnumerable<string> CodeBlocks(string language) =>
        Blocks().Matches(_text).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value);

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\(([^)\s]+)\)|(?:src|srcset|href)=""([^""]+)""")]
    private static partial Regex Links();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Spans();

    [GeneratedRegex(@"^\|(:?-+:?\|)+$")]
    private static partial Regex TableRule();
}
