using System.Text.RegularExpressions;

namespace StockTicker.Web.Streaming;

/// <summary>Reads the names of the channels that a stream is to carry.</summary>
internal static partial class ChannelList
{
    /// <summary>Reads one name or a comma list; a name that stands twice counts once.</summary>
    public static bool TryParse(string list, out IReadOnlyList<string> names, out string error)
    {
        error = "";
        names = [.. list.Split(',').Distinct(StringComparer.Ordinal)];
        if (names.FirstOrDefault(name => !Name().IsMatch(name)) is not { } bad)
            return true;
        error = $"'{bad}' is no channel name; it must be 1 to 64 lower-case letters, digits, hyphens or underscores, a letter or digit first.";
        return false;
    }

    // \z and not $: a name ends where the text ends, not before a line feed.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,63}\z")]
    private static partial Regex Name();
}
