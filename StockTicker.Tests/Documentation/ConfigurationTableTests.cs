using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Documentation;

/// <summary>Checks the tables in docs/configuration.md against what the application reads.</summary>
public sealed partial class ConfigurationTableTests : IAsyncDisposable
{
    // Their defaults are computed, or belong to framework options.
    private static readonly string[] WithoutOption = ["ConnectionStrings:StockTicker", "ForwardedHeaders:KnownProxies", "PathBase", "ScaleOut:Redis", "ScaleOut:Key", "ScaleOut:Name"];

    // Any path can be a folder.
    private static readonly string[] WithoutRange = [.. WithoutOption, "Market:Record"];

    private static readonly IReadOnlyList<IReadOnlyList<string>> Rows = [.. Document.Read("docs/configuration.md").Rows];

    private readonly ConfigurationKeyRecorder _read = new();
    private readonly List<DefaultApplication> _applications = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
            await application.DisposeAsync();
    }

    [Fact]
    public void Exactly_the_keys_that_the_application_reads_are_documented()
    {
        Start("Production");
        var tokens = Document.Read("docs/authentication.md").Rows.SelectMany(row => CodeSpan().Matches(row[0]))
            .Select(span => span.Groups[1].Value.Split(":0")[0]).Where(key => char.IsAsciiLetterUpper(key[0]) && !key.Contains(' ', StringComparison.Ordinal))
            .Select(key => $"Authentication:Schemes:Bearer:{key}");

        var documented = Rows.Select(row => row[0].Trim('`')).Concat(tokens).Append("Kestrel:Limits");

        Assert.Equal(documented.Order(StringComparer.Ordinal).Distinct(), _read.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public void Documented_defaults_match_the_options(string environment)
    {
        var application = Start(environment);
        var options = typeof(Program).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type is { IsClass: true, IsAbstract: false })
            .Select(type => (IOptions<object>)application.Services.GetRequiredService(typeof(IOptions<>).MakeGenericType(type)))
            .Select(option => option.Value).ToList();

        Assert.All(Rows.Where(row => !WithoutOption.Contains(row[0].Trim('`'))), row =>
        {
            var path = row[0].Trim('`').Split(':');
            var values = options.Select(option => ValueOf(option, path[1..])).OfType<string>().ToList();
            Assert.True(values.Count == 1, $"{row[0]} belongs to {values.Count} options.");
            Assert.Equal(DefaultOf(row[1], environment), values[0]);
        });
    }

    [Fact]
    public async Task Documented_ranges_match_the_validation_messages()
    {
        var ranges = new Dictionary<string, string>();
        var keys = Rows.Select(row => row[0].Trim('`')).Where(key => !WithoutRange.Contains(key)).ToList();
        // The model checks bounds only if every value is a number.
        var sections = keys.GroupBy(key => key[..key.LastIndexOf(':')]).Select(section => section
            .ToDictionary(key => key, key => section.Key != "Market:Model" ? "bad" : IsDuration(key) ? "-00:00:01" : "-1"));

        await Task.WhenAll(sections.Select(async settings =>
        {
            // Each start reports the invalid options of one owner, and a section can have several owners.
            while (settings.Count > 0)
            {
                await using var application = ApplicationProcess.Start([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
                Assert.Equal(1, await application.ExitAsync());
                var errors = ValidationError().Matches(application.Output);
                Assert.NotEmpty(errors);
                foreach (Match line in errors)
                {
                    settings.Remove(line.Groups[1].Value);
                    lock (ranges)
                        ranges[line.Groups[1].Value] = line.Groups[2].Value;
                }
            }
        }));

        Assert.All(Rows.Where(row => !WithoutRange.Contains(row[0].Trim('`'))), row =>
        {
            var expected = ranges.GetValueOrDefault(row[0].Trim('`')) ?? throw new InvalidOperationException($"{row[0]} was not rejected.");
            var documented = row[2].Replace("`", "", StringComparison.Ordinal).Replace("Market:Instruments", "100", StringComparison.Ordinal);
            if (Bounds().Match(expected) is { Success: true } bounds)
                Assert.Equal($"{bounds.Groups[1].Value} to {bounds.Groups[2].Value}", documented.Replace(",", "", StringComparison.Ordinal));
            else if (expected.Contains(" or ", StringComparison.Ordinal))
                Assert.Equal(expected, documented);
            else
                // Described by an example instead of a range.
                Assert.Contains(row[2].Split('`').ElementAtOrDefault(1)?.Split(';')[0][..8] ?? row[2], expected, StringComparison.Ordinal);
        });
    }

    private static bool IsDuration(string key) => Rows.Single(row => row[0].Trim('`') == key)[1].Contains(':', StringComparison.Ordinal);

    private static string DefaultOf(string cell, string environment)
    {
        var parts = cell.Replace("`", "", StringComparison.Ordinal).Split("; ");
        return parts switch
        {
            ["none" or "now"] => "",
            ["a fifth of the instruments"] => "20",
            [_, var development] when environment == "Development" => development.Replace(" in Development", "", StringComparison.Ordinal),
            _ => parts[0],
        };
    }

    private static string? ValueOf(object options, string[] path)
    {
        object? value = options;
        foreach (var name in path)
        {
            if (value?.GetType().GetProperty(name) is not { } property)
                return null;
            value = property.GetValue(value);
        }
        return value switch
        {
            null => "",
            TimeSpan { Milliseconds: not 0 } duration => duration.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            Enum name => name.ToString().ToLowerInvariant(),
            IEnumerable list and not string => string.Join(';', list.Cast<object>()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    private DefaultApplication Start(string environment)
    {
        var application = new DefaultApplication(environment, _read);
        _applications.Add(application);
        // Kestrel reads its options on first use.
        _ = application.Services.GetRequiredService<IOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>>().Value;
        return application;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(\S+) is '?[^';]+'?; it must (?:be|lie) (.+?)\.$", RegexOptions.Multiline)]
    private static partial Regex ValidationError();

    [GeneratedRegex(@"(?:from|between) (\S+) (?:to|and) (\S+)$")]
    private static partial Regex Bounds();
}
