using System.Text.RegularExpressions;

namespace StockTicker.Web.Streaming.Log;

/// <summary>The syntax of channel names, and the names that the code uses. <see cref="BuiltInChannels"/> defines the channels.</summary>
internal static partial class ChannelNames
{
    /// <summary>The market.</summary>
    public const string Quotes = "quotes";

    /// <summary>The signed-in user's own.</summary>
    public const string Me = "me";

    // So that one stream cannot take all the channels there may be.
    private const int MaxNames = 32;

    /// <summary>Reads one name or a comma list; a name that stands twice counts once.</summary>
    public static bool TryParse(string list, out IReadOnlyList<string> names, out string error)
    {
        error = "";
        names = [.. list.Split(',').Distinct(StringComparer.Ordinal)];
        if (names.Count > MaxNames)
        {
            error = $"{names.Count} channels on one stream; there may be {MaxNames}.";
            return false;
        }
        if (names.FirstOrDefault(name => !Pattern().IsMatch(name)) is not { } bad)
            return true;
        error = $"'{bad}' is no channel name; it must be 1 to 64 lower-case letters, digits, hyphens or underscores, a letter or digit first.";
        return false;
    }

    // \z and not $: a name ends where the text ends, not before a line feed.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,63}\z")]
    private static partial Regex Pattern();
}
