namespace StockTicker.Web.Configuration;

/// <summary>A setting that exists.</summary>
/// <param name="Pattern">The key, in which <c>*</c> stands for any one name.</param>
/// <param name="Expected">What the value must be, or null if it can be any text or is checked where it is read.</param>
/// <param name="IsValid">Gets whether a value is valid.</param>
internal sealed record KnownSetting(string Pattern, string? Expected = null, Predicate<string>? IsValid = null)
{
    private readonly string[] _segments = Pattern.Split(':');

    /// <summary>Whether the value may be secret, so that it must not be printed.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Gets whether a key is that of this setting.</summary>
    public bool Matches(string key)
    {
        var segments = key.Split(':');
        return segments.Length == _segments.Length
            && segments.Zip(_segments).All(pair => pair.Second == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The key of this setting that is most similar to another key, with the names in place of each <c>*</c>.</summary>
    public string KeyLike(string key)
    {
        var segments = key.Split(':');
        return string.Join(':', _segments.Select((segment, i) => segment == "*" && i < segments.Length ? segments[i] : segment));
    }

    /// <summary>The problem with a value, or null if it is valid. Like everywhere, an empty value is the same as none.</summary>
    public string? ProblemOf(string key, string value) =>
        IsValid is null || string.IsNullOrWhiteSpace(value) || IsValid(value.Trim()) ? null
        : $"{key} is {(IsSecret ? "invalid" : $"'{value.ReplaceLineEndings(" ")}'")}; it must be {Expected}.";
}
