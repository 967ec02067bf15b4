using System.Globalization;

namespace StockTicker.Web.Configuration;

/// <summary>Kinds of values of the framework's settings.</summary>
internal static class ValueKinds
{
    /// <summary>Any text.</summary>
    public static KnownSetting Text(string key) => new(key);

    /// <summary>Any text that must not be printed.</summary>
    public static KnownSetting Secret(string key) => new(key) { IsSecret = true };

    /// <summary>True or false.</summary>
    public static KnownSetting Flag(string key) => new(key, "true or false", value => bool.TryParse(value, out _));

    /// <summary>A setting of the host, which also accepts 1 and 0.</summary>
    public static KnownSetting HostFlag(string key) =>
        new(key, "true or false", value => bool.TryParse(value, out _) || value is "0" or "1");

    /// <summary>A whole number.</summary>
    public static KnownSetting Number(string key, int min = 0, int max = int.MaxValue) => new(
        key, $"a whole number from {min} to {max}",
        value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max);

    /// <summary>A time span that is not negative.</summary>
    public static KnownSetting Duration(string key) => new(
        key, "a time span hh:mm:ss",
        value => TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero);

    /// <summary>One of several words, in any case.</summary>
    public static KnownSetting Choice(string key, params string[] words) => new(
        key, words is [.. var first, var last] ? $"{string.Join(", ", first)} or {last}" : string.Join("", words),
        value => words.Contains(value, StringComparer.OrdinalIgnoreCase));

    /// <summary>The name of an enumeration value, in any case.</summary>
    public static KnownSetting Choice<T>(string key) where T : struct, Enum => Choice(key, Enum.GetNames<T>());

    /// <summary>An absolute HTTP or HTTPS address.</summary>
    public static KnownSetting Address(string key, string example) => new(
        key, $"an address like {example}",
        value => Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0);
}
