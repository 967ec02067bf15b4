using System.Text.RegularExpressions;

namespace StockTicker.Web.Streaming.Log;

/// <summary>The syntax of channel names, and the names that the code uses. <see cref="BuiltInChannels"/> defines the channels.</summary>
internal static partial class ChannelNames
{
    /// <summary>The market.</summary>
    public const string Quotes = "quotes";

    /// <summary>The channel of the signed-in user.</summary>
    public const string Me = "me";

    // Prevents one stream from using all channels.
    private const int MaxNames = 32;

    /// <summary>Parses one name or a comma-separated list without duplicates. The error names the invalid name.</summary>
    public static bool TryParse(string list, out IReadOnlyList<string> names, out string error)
    {
        error = "";
        names = [.. list.Split(',').Distinct(StringComparer.Ordinal)];
        if (names.Count > MaxNames)
        {
            error = $"{names.Count} channels on one stream; the maximum is {MaxNames}.";
            return false;
        }
        if (names.FirstOrDefault(name => !Pattern().IsMatch(name)) is not { } bad)
            return true;
        error = $"'{bad}' is not a channel name; it must be 1 to 64 lower-case letters, digits, hyphens or underscores, a letter or digit first.";
        return false;
    }

    // \z, because $ also matches before a final line feed.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,63}\z")]
    private static partial Regex Pattern();
}
