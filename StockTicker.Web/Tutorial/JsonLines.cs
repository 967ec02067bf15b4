using System.Text;

namespace StockTicker.Web.Tutorial;

/// <summary>Divides long JSON into several lines of data, because the line buffers of common clients are small.</summary>
internal static class JsonLines
{
    // In characters; a line of a stream has at most 64 KB, and the text here is ASCII.
    private const int MaxLength = 32 * 1024;

    /// <summary>Breaks lines after commas outside of strings. A client joins the lines with line feeds, which are white space in JSON.</summary>
    public static string Break(string json)
    {
        if (json.Length <= MaxLength)
            return json;
        var lines = new StringBuilder(json);
        var (isText, lineStart) = (false, 0);
        for (var i = 0; i < lines.Length; i++)
        {
            // Strings here contain no escaped quotes.
            isText ^= lines[i] == '"';
            if (isText || lines[i] != ',' || i - lineStart < MaxLength)
                continue;
            lines.Insert(i + 1, '\n');
            lineStart = i + 2;
        }
        return lines.ToString();
    }
}
