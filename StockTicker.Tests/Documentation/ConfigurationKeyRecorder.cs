using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace StockTicker.Tests.Documentation;

/// <summary>
/// A configuration source without values that records the keys that the application reads. Keys of the framework are left out: those
/// whose nearest caller outside the configuration libraries is not application code.
/// </summary>
internal sealed class ConfigurationKeyRecorder : IConfigurationSource, IConfigurationProvider
{
    private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The recorded keys, without those that only name a section.</summary>
    public IReadOnlyCollection<string> Keys =>
        [.. _read.Keys.Where(key => !_read.Keys.Any(other => other.StartsWith($"{key}:", StringComparison.OrdinalIgnoreCase)))];

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <inheritdoc/>
    public bool TryGet(string key, out string? value)
    {
        Record(key);
        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
    {
        if (parentPath is not null)
            Record(parentPath);
        return earlierKeys;
    }

    /// <inheritdoc/>
    public void Set(string key, string? value)
    {
    }

    /// <inheritdoc/>
    public IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);

    /// <inheritdoc/>
    public void Load()
    {
    }

    private void Record(string key)
    {
        var caller = new StackTrace().GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType?.Assembly)
            .FirstOrDefault(assembly => assembly is not null && assembly != typeof(ConfigurationKeyRecorder).Assembly && !IsInfrastructure(assembly.GetName().Name!));
        if (caller == typeof(Program).Assembly)
            _read.TryAdd(key, true);
    }

    private static bool IsInfrastructure(string assembly) =>
        assembly.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal) || assembly.StartsWith("System.", StringComparison.Ordinal);
}
