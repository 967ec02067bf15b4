using System.Collections.Concurrent;
using ColorCode;
using Microsoft.AspNetCore.Html;

namespace StockTicker.Web.Pages;

/// <summary>A C# file of this repository, embedded when the application was built.</summary>
/// <param name="Path">The path of the file, from the top of the repository.</param>
/// <param name="Code">Its text with syntax colours, as HTML.</param>
/// <param name="Lines">The number of lines.</param>
internal sealed record SourceFile(string Path, IHtmlContent Code, int Lines)
{
    private static readonly ConcurrentDictionary<string, SourceFile> Files = new(StringComparer.Ordinal);

    /// <summary>Gets an embedded file.</summary>
    public static SourceFile At(string path) => Files.GetOrAdd(path, Read);

    private static SourceFile Read(string path)
    {
        using var stream = typeof(SourceFile).Assembly.GetManifestResourceStream(path)
            ?? throw new ArgumentException($"{path} is not embedded; add it to the project file.", nameof(path));
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd();
        return new SourceFile(path, new HtmlString(Coloured(text)), text.Count(c => c == '\n') + 1);
    }

    // The formatter adds a container that this page does not need.
    private static string Coloured(string text)
    {
        var html = new HtmlClassFormatter().GetHtmlString(text, Languages.CSharp);
        var start = html.IndexOf("<pre>", StringComparison.Ordinal) + "<pre>".Length;
        return html[start..html.LastIndexOf("</pre>", StringComparison.Ordinal)].Trim('\r', '\n');
    }
}
