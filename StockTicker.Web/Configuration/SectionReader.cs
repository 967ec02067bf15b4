using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Configuration;

/// <summary>
/// Reads the settings of a section and collects their problems, so that an invalid value is reported with its key, the value and the
/// allowed values. The framework's binder reports only the key and a .NET type.
/// </summary>
internal sealed class SectionReader(IConfiguration configuration, string section)
{
    // Keys are constants of the code, so all readers of a process have the same ones.
    private static readonly ConcurrentDictionary<string, bool> KnownKeys = new(StringComparer.OrdinalIgnoreCase);

    private readonly List<string> _problems = [];

    /// <summary>The keys of all settings that have been read, whether they were set or not. <c>*</c> stands for an index.</summary>
    public static IEnumerable<string> Known => KnownKeys.Keys;

    /// <summary>Reads a whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public T Number<T>(string key, T fallback, T min, T max) where T : struct, INumber<T> =>
        Read(key, fallback, $"a whole number from {min} to {max}", text =>
            T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
                ? value : null);

    /// <summary>Reads a number like <see cref="Number"/>, or null if it is not set.</summary>
    public T? OptionalNumber<T>(string key, T min, T max) where T : struct, INumber<T> =>
        IsSet(key) ? Number(key, min, min, max) : null;

    /// <summary>Reads a time span in the format [d.]hh:mm:ss[.fff].</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max) =>
        Read(key, fallback, $"a time span hh:mm:ss.fff from {Text(min)} to {Text(max)}", text =>
            TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? value : null);

    /// <summary>Reads a time in ISO 8601, in UTC unless it has an offset, or null if it is not set.</summary>
    public DateTimeOffset? OptionalInstant(string key) =>
        IsSet(key)
            ? Read(key, DateTimeOffset.UnixEpoch, "an instant from 1970 on in ISO 8601, such as 2026-01-05T14:30:00Z", text =>
                DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
                && value >= DateTimeOffset.UnixEpoch ? value.ToUniversalTime() : null)
            : null;

    /// <summary>Reads any text without surrounding white space, or null if it is not set.</summary>
    public string? OptionalText(string key) => IsSet(key) ? configuration[$"{section}:{key}"]!.Trim() : null;

    /// <summary>Reads a path, or null if it is not set. Relative paths are relative to the working directory.</summary>
    /// <param name="expected">A description of a valid path, for error messages.</param>
    /// <param name="isValid">Whether a full path is valid.</param>
    public string? OptionalPath(string key, string expected, Func<string, bool> isValid)
    {
        if (!IsSet(key))
            return null;
        var text = configuration[$"{section}:{key}"]!;
        if (text.Contains('\0', StringComparison.Ordinal) || !isValid(Path.GetFullPath(text)))
        {
            Report($"{key} is '{text}'; it must be {expected}.");
            return null;
        }
        return Path.GetFullPath(text);
    }

    /// <summary>Reads a number with decimals from <paramref name="min"/> to <paramref name="max"/>, or a word that stands for infinity.</summary>
    public double NumberOr(string infinity, string key, double fallback, double min, double max) =>
        Read(key, fallback, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max} or {infinity}"), text =>
            text.Equals(infinity, StringComparison.OrdinalIgnoreCase) ? double.PositiveInfinity
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
                ? value : (double?)null);

    /// <summary>Reads true or false, in any case.</summary>
    public bool Flag(string key, bool fallback) =>
        Read(key, fallback, "true or false", text => bool.TryParse(text, out var value) ? value : null);

    /// <summary>Reads the name of an enumeration value, in any case.</summary>
    public T Choice<T>(string key, T fallback) where T : struct, Enum
    {
        var names = string.Join(" or ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()));
        return Read(key, fallback, names, text =>
            !text.All(char.IsAsciiDigit) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null);
    }

    /// <summary>
    /// Reads a list, either by index (<c>Key:0</c>) or from one value separated by semicolons, commas or spaces. The default is empty.
    /// </summary>
    /// <param name="expected">A description of a valid entry, for error messages.</param>
    public IReadOnlyList<T> List<T>(string key, string expected, EntryParser<T> parse)
    {
        KnownKeys[$"{section}:{key}:*"] = true;
        Learn(key);
        var entries = configuration.GetSection($"{section}:{key}").GetChildren().Select(child => child.Value)
            .Prepend(configuration[$"{section}:{key}"])
            .SelectMany(value => (value ?? "").Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries));
        var list = new List<T>();
        foreach (var entry in entries)
        {
            if (parse(entry, out var value))
                list.Add(value);
            else
                Report($"{key} is '{entry}'; it must be {expected}.");
        }
        return list;
    }

    /// <summary>Binds a group of settings that are numbers or time spans, using the framework's binder.</summary>
    public T Bind<T>(string key, T fallback) where T : class
    {
        var before = _problems.Count;
        foreach (var property in typeof(T).GetProperties())
        {
            Learn($"{key}:{property.Name}");
            var expected = property.PropertyType == typeof(TimeSpan) ? "a time span hh:mm:ss.fff" : "a number";
            if (configuration[$"{section}:{key}:{property.Name}"] is { } text && !TypeDescriptor.GetConverter(property.PropertyType).IsValid(text))
                Report($"{key}:{property.Name} is '{text}'; it must be {expected}.");
        }
        return _problems.Count > before ? fallback : configuration.GetSection($"{section}:{key}").Get<T>() ?? fallback;
    }

    /// <summary>Reports a problem that involves more than one setting.</summary>
    public void Report(string problem) => _problems.Add($"{section}:{problem}");

    /// <summary>Throws if any setting is invalid.</summary>
    /// <exception cref="OptionsValidationException">One or more settings are invalid. Its failures have one line each.</exception>
    public void ThrowIfBad<TOptions>()
    {
        if (_problems.Count > 0)
            throw new OptionsValidationException(section, typeof(TOptions), _problems);
    }

    private void Learn(string key) => KnownKeys[$"{section}:{key}"] = true;

    private bool IsSet(string key)
    {
        Learn(key);
        return !string.IsNullOrEmpty(configuration[$"{section}:{key}"]);
    }

    private T Read<T>(string key, T fallback, string expected, Func<string, T?> parse) where T : struct
    {
        if (!IsSet(key))
            return fallback;
        var text = configuration[$"{section}:{key}"]!;
        if (parse(text.Trim()) is { } value)
            return value;
        Report($"{key} is '{text}'; it must be {expected}.");
        return fallback;
    }

    private static string Text(TimeSpan value) => value.ToString(value.Milliseconds == 0 ? "c" : @"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);
}

/// <summary>Parses an entry of a list. Returns false if it is invalid.</summary>
internal delegate bool EntryParser<T>(string text, out T value);
