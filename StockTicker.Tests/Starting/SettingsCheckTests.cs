using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Configuration;

namespace StockTicker.Tests.Starting;

/// <summary>Invalid values of the framework's settings, and keys that nothing reads, without starting processes.</summary>
public sealed class SettingsCheckTests
{
    private const string Bad = "not valid\u0001!";

    /// <summary>The key of every setting of the framework whose value is checked, in a section named like in <c>appsettings.json</c>.</summary>
    public static TheoryData<string> CheckedKeys =>
        [.. FrameworkSettings.All.Where(setting => setting.Expected is not null).Select(setting => KeyOf(setting.Pattern)).Distinct()];

    [Theory]
    [MemberData(nameof(CheckedKeys))]
    public void An_invalid_value_is_reported_in_one_line_with_its_key_and_what_is_allowed(string key)
    {
        var bad = key.EndsWith("TimestampFormat", StringComparison.Ordinal) ? "%" : Bad;
        var problem = Assert.Single(Problems((key, bad)), line => !line.Contains(":Url is not set", StringComparison.Ordinal));

        Assert.StartsWith($"{key} is ", problem, StringComparison.Ordinal);
        Assert.Contains("; it must be ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
        Assert.Equal(!IsSecret(key), problem.Contains(bad, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("urls", "http://localhost:5000")]
    [InlineData("AllowedHosts", "prices.example;*.prices.example;127.0.0.1;[::1]")]
    [InlineData("AllowedHosts", "*")]
    [InlineData("Logging:LogLevel:Default", "warning")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore", "3")]
    [InlineData("Logging:Console:LogLevel:Default", "None")]
    [InlineData("Logging:Console:FormatterName", "JSON")]
    [InlineData("Logging:Console:FormatterOptions:TimestampFormat", "yyyy-MM-dd HH:mm:ss ")]
    [InlineData("Kestrel:EndpointDefaults:Protocols", "Http1AndHttp2")]
    [InlineData("Authentication:Schemes:Bearer:BackchannelTimeout", "00:00:30")]
    [InlineData("Authentication:Schemes:Bearer:RequireHttpsMetadata", "False")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret,other=value")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "0.25")]
    [InlineData("PathBase", "/app/")]
    [InlineData("PathBase", "/")]
    public void Valid_values_are_accepted(string key, string value) => Assert.Empty(Problems((key, value)));

    [Theory]
    [InlineData("PathBase", "app")]
    [InlineData("PathBase", "//elsewhere.example")]
    [InlineData("PathBase", "/a/../b")]
    [InlineData("PathBase", "/a b")]
    [InlineData("AllowedHosts", "https://prices.example")]
    [InlineData("AllowedHosts", "prices.example:443")]
    [InlineData("AllowedHosts", ";")]
    [InlineData("Logging:LogLevel:Default", "7")]
    [InlineData("Logging:Console:FormatterOptions:TimestampFormat", "%")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("Kestrel:Certificates:Default:Path", "/nowhere/certificate.pem")]
    [InlineData("Authentication:Schemes:Bearer:MetadataAddress", "http://login.example.com/metadata")]
    public void Invalid_values_are_rejected(string key, string value)
    {
        var problem = Assert.Single(Problems((key, value)));
        Assert.Contains($"{key} is '{value}'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_file_must_be_loadable()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "no certificate");
            Assert.Contains($"Kestrel:Endpoints:A:Certificate:Path is '{file}', which cannot be loaded", Assert.Single(
                Problems(("Kestrel:Endpoints:A:Url", "https://localhost:5001"), ("Kestrel:Endpoints:A:Certificate:Path", file))), StringComparison.Ordinal);
            Assert.StartsWith("Kestrel:Endpoints:A:Url is not set", Assert.Single(
                Problems(("Kestrel:Endpoints:A:Protocols", "Http1"))), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("Market:Instrument", "Market:Instruments")]
    [InlineData("Market:Model:Sped", "Market:Model:Speed")]
    [InlineData("Streamin:MaxStreams", "Streaming:MaxStreams")]
    [InlineData("Streamng:MaxStream", "Streaming:MaxStreams")]
    [InlineData("Users:Something", "Users:ChangesPerMinute")]
    [InlineData("ForwardedHeaders:KnownProxy", "ForwardedHeaders:KnownProxies")]
    [InlineData("ConnectionStrings:StockTiker", "ConnectionStrings:StockTicker")]
    [InlineData("Kestrel:Limits:MaxConcurentConnections", "Kestrel:Limits:MaxConcurrentConnections")]
    [InlineData("Kestrel:Endpoint:Https:Url", "Kestrel:Endpoints:Https:Url")]
    [InlineData("Logging:LogLevels:Default", "Logging:LogLevel:Default")]
    [InlineData("Authentication:Schemes:Bearer:ValidAudiense", "Authentication:Schemes:Bearer:ValidAudience")]
    [InlineData("Authentication:Schemes:Beaer:Authority", "Authentication:Schemes:Bearer:Authority")]
    [InlineData("AllowedHost", "AllowedHosts")]
    [InlineData("PathBas", "PathBase")]
    [InlineData("url", "urls")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPIONT", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    public void A_misspelled_key_is_reported_with_the_nearest_one(string key, string nearest)
    {
        var warning = Assert.Single(Warnings((key, "1")));

        Assert.Equal($"The setting '{key}' has no effect. Did you mean '{nearest}'?", warning);
    }

    [Theory]
    [InlineData("Market:Instruments")]
    [InlineData("market:instruments")]
    [InlineData("Streaming:AllowedOrigins:0")]
    [InlineData("Kestrel:Endpoints:Https:Certificate:Path")]
    [InlineData("Kestrel:Limits:Http2:MaxStreamsPerConnection")]
    [InlineData("Kestrel:Limits:MinRequestBodyDataRate:GracePeriod")]
    [InlineData("Logging:LogLevel:StockTicker.Web")]
    [InlineData("Authentication:Schemes:Bearer:SigningKeys:0:Value")]
    [InlineData("SomethingElse:Setting")]
    [InlineData("PATH")]
    public void Known_keys_and_those_of_other_programs_are_not_reported(string key) => Assert.Empty(Warnings((key, "1")));

    [Theory]
    [InlineData("Prodution", "Production")]
    [InlineData("Prod", "Production")]
    [InlineData("develop", "Development")]
    [InlineData("Stagging", "Staging")]
    [InlineData("production", null)]
    [InlineData("Acceptance", null)]
    public void A_misspelled_environment_is_reported_with_the_nearest_one(string environment, string? nearest)
    {
        var warnings = SettingsCheck.Warnings(Configuration(), environment).ToList();

        if (nearest is null)
            Assert.Empty(warnings);
        else
            Assert.Equal($"The environment '{environment}' is unknown. Did you mean '{nearest}'?", Assert.Single(warnings));
    }

    [Fact]
    public async Task Warnings_are_logged_after_the_start()
    {
        var log = new LogRecorder();
        await using var application = new TickerApplication(
            services => services.AddSingleton<ILoggerProvider>(log), "Market:Instrument=3", "Market:Instruments=3");
        application.StartServer();

        await Eventually.TrueAsync(() => log.Lines.Any(line => line.Contains("Did you mean 'Market:Instruments'?", StringComparison.Ordinal)));
    }

    private static IReadOnlyList<string> Problems(params (string Key, string Value)[] settings) =>
        SettingsCheck.Problems(Configuration(settings), AppContext.BaseDirectory);

    private static List<string> Warnings(params (string Key, string Value)[] settings)
    {
        // The application's own settings are known after they have been read once.
        SharedApplications.With("Market:Instruments=3").StartServer();
        return [.. SettingsCheck.Warnings(Configuration(settings), "Production")];
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    private static bool IsSecret(string key) => FrameworkSettings.All.Any(setting => setting.IsSecret && setting.Matches(key));

    private static string KeyOf(string pattern) => pattern.Replace("*", "0", StringComparison.Ordinal);
}
