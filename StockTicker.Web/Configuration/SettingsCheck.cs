using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace StockTicker.Web.Configuration;

/// <summary>
/// Finds invalid values of <see cref="FrameworkSettings"/>, and keys that nothing reads, which are most likely typing errors.
/// </summary>
internal static class SettingsCheck
{
    private const string HostPrefix = "ASPNETCORE_";

    // A key with more different characters than this is not a misspelling.
    private const int MaxDistance = 2;

    private static readonly string[] EnvironmentNames = [Environments.Development, Environments.Staging, Environments.Production];

    /// <summary>The problems with values of the framework's settings, one line each.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="contentRoot">The folder for relative paths.</param>
    public static IReadOnlyList<string> Problems(IConfigurationRoot configuration, string contentRoot)
    {
        var settings = Read(configuration);
        var values =
            from setting in settings.Values
            from known in FrameworkSettings.All
            where known.Matches(setting.Key)
            select known.ProblemOf(setting.Key, setting.Value);
        return
        [
            .. values.OfType<string>(),
            .. MetadataProblems(settings),
            .. CertificateCheck.Problems(
                settings.ToDictionary(setting => setting.Key, setting => setting.Value.Value, StringComparer.OrdinalIgnoreCase), contentRoot),
        ];
    }

    /// <summary>Warnings about keys that have no effect, and about an unusual environment, one line each.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="environment">The name of the environment.</param>
    public static IEnumerable<string> Warnings(IConfigurationRoot configuration, string environment)
    {
        if (!EnvironmentNames.Contains(environment, StringComparer.OrdinalIgnoreCase) && NearestEnvironment(environment) is { } known)
            yield return $"The environment '{environment}' is unknown. Did you mean '{known}'?";
        KnownSetting[] all = [.. FrameworkSettings.All, .. SectionReader.Known.Select(key => new KnownSetting(key))];
        foreach (var setting in Read(configuration).Values.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            if (setting.Name is not { } name || setting.Value.Length == 0 || all.Any(one => one.Matches(name)))
                continue;
            // A key in a section of this application is certainly meant for it.
            KnownSetting[] section = [.. all.Where(one => IsOwn(name) && HasSection(one.Pattern, name))];
            var (nearest, distance) = (section is [] ? all : section).Select(one => one.KeyLike(name))
                .Select(key => (Key: key, Distance: Distance(name, key))).MinBy(one => one.Distance);
            if (section is not [] || distance <= MaxDistance || IsInSectionLike(name, nearest))
                yield return $"The setting '{setting.Key}' has no effect. Did you mean '{nearest}'?";
        }
    }

    // The handler of bearer tokens would fail at the first request.
    private static IEnumerable<string> MetadataProblems(Dictionary<string, Setting> settings)
    {
        const string Key = $"{FrameworkSettings.Bearer}:MetadataAddress";
        const string Https = $"{FrameworkSettings.Bearer}:RequireHttpsMetadata";
        if (settings.TryGetValue(Key, out var address) && address.Value.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            && !(settings.TryGetValue(Https, out var required) && bool.TryParse(required.Value, out var isRequired) && !isRequired))
            yield return $"{Key} is '{address.Value}'; it must be an HTTPS address unless {Https} is false.";
    }

    // "Streamin:MaxStreams" and "Streamin:MaxStream" are both meant to be in "Streaming".
    private static bool IsInSectionLike(string key, string nearest) =>
        key.Contains(':', StringComparison.Ordinal) && Distance(SectionOf(key), SectionOf(nearest)) is > 0 and <= MaxDistance;

    private static bool IsOwn(string key) => SectionReader.Known.Any(known => HasSection(known, key));

    private static bool HasSection(string key, string other) =>
        other.Contains(':', StringComparison.Ordinal) && SectionOf(key).Equals(SectionOf(other), StringComparison.OrdinalIgnoreCase);

    private static string SectionOf(string key) => key.Split(':')[0];

    private static string? NearestEnvironment(string environment) => EnvironmentNames.FirstOrDefault(known =>
        Distance(environment, known) <= MaxDistance
        || (environment.Length >= 3 && known.StartsWith(environment, StringComparison.OrdinalIgnoreCase)));

    // Reads the sources themselves: the last one that has a key determines its value, and where it comes from tells whether it is meant
    // for this application.
    private static Dictionary<string, Setting> Read(IConfigurationRoot configuration)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in configuration.Providers)
        {
            foreach (var key in KeysOf(source, null))
            {
                if (source.TryGet(key, out var value) && value is not null)
                    settings[key] = new Setting(key, value, source is EnvironmentVariablesConfigurationProvider);
            }
        }
        return settings;
    }

    private static IEnumerable<string> KeysOf(IConfigurationProvider source, string? section) =>
        from name in source.GetChildKeys([], section).Distinct(StringComparer.OrdinalIgnoreCase)
        let key = section is null ? name : $"{section}:{name}"
        from below in KeysOf(source, key).Prepend(key)
        select below;

    // The number of characters to insert, remove or replace (Wagner and Fischer, 1974).
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 0; i < one.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < other.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(one[i]) == char.ToUpperInvariant(other[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, 1 + Math.Min(row[j], diagonal));
            }
        }
        return row[^1];
    }

    private sealed record Setting(string Key, string Value, bool IsVariable)
    {
        /// <summary>
        /// The key to compare with known ones, or null if it is not for this application: most environment variables belong to other
        /// programs.
        /// </summary>
        public string? Name =>
            !IsVariable || Key.Contains(':', StringComparison.Ordinal) || Key.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase) ? Key
            : Key.StartsWith(HostPrefix, StringComparison.OrdinalIgnoreCase) ? Key[HostPrefix.Length..]
            : null;
    }
}
