using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace StockTicker.Web.Streaming.Log;

/// <summary>The names of channels: which there always are, and what a name may look like.</summary>
internal static partial class ChannelNames
{
    /// <summary>The market.</summary>
    public const string Quotes = "quotes";

    /// <summary>Operators' announcements.</summary>
    public const string Notices = "notices";

    /// <summary>The time, once a second.</summary>
    public const string Clock = "clock";

    /// <summary>The signed-in user's own.</summary>
    public const string Me = "me";

    /// <summary>The channels that there are without anybody making them.</summary>
    public static readonly FrozenSet<string> BuiltIn = [Quotes, Notices, Clock, Me];

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
