using System.Globalization;
using System.Reflection;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Console;
using StockTicker.Web.Hosting;
using static StockTicker.Web.Configuration.ValueKinds;

namespace StockTicker.Web.Configuration;

/// <summary>
/// The settings of the framework and of OpenTelemetry. Each of them reads its own settings and handles an invalid value in its own way:
/// it ignores it, fails to start, or fails at the first request that needs it.
/// </summary>
internal static class FrameworkSettings
{
    /// <summary>The section of bearer tokens.</summary>
    public const string Bearer = "Authentication:Schemes:Bearer";

    private static readonly string[] Levels = [.. Enum.GetNames<LogLevel>(), .. Enum.GetValues<LogLevel>().Select(level => $"{level:D}")];

    private static readonly string[] Forwards = ["Authenticate", "Challenge", "Forbid", "SignIn", "SignOut", "Default"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<KnownSetting> All { get; } =
        [.. Host, .. Logging, .. Console, .. Kestrel, .. Limits, .. Authentication, .. OpenTelemetrySettings.All];

    private static IEnumerable<KnownSetting> Host =>
    [
        new(WebHostDefaults.ServerUrlsKey, $"an address {ListenAddress.Expected}", ListenAddress.AreValid),
        new(WebHostDefaults.HttpPortsKey, ListenAddress.ExpectedPorts, ListenAddress.ArePorts),
        new(WebHostDefaults.HttpsPortsKey, ListenAddress.ExpectedPorts, ListenAddress.ArePorts),
        Number("https_port", 0, ushort.MaxValue),
        new("AllowedHosts", "a list of host names without scheme, port and path, such as prices.example;*.prices.example", AreHosts),
        new(MountPath.Key, MountPath.Expected, text => MountPath.TryParse(text, out _)),
        Text("ConnectionStrings:StockTicker"),
        Text(WebHostDefaults.EnvironmentKey),
        Text(WebHostDefaults.ApplicationKey),
        // The host creates the folder if it does not exist.
        new(WebHostDefaults.WebRootKey, "a folder with the published assets",
            path => Directory.Exists(FullPath(path)) && Directory.EnumerateFileSystemEntries(FullPath(path)).Any()),
        Text(WebHostDefaults.ContentRootKey),
        Text(WebHostDefaults.StaticWebAssetsKey),
        new(WebHostDefaults.HostingStartupAssembliesKey, "a list of assemblies that can be loaded", AreAssemblies),
        Text(WebHostDefaults.HostingStartupExcludeAssembliesKey),
        HostFlag(WebHostDefaults.PreventHostingStartupKey),
        HostFlag(WebHostDefaults.DetailedErrorsKey),
        HostFlag(WebHostDefaults.CaptureStartupErrorsKey),
        HostFlag(WebHostDefaults.SuppressStatusMessagesKey),
        HostFlag(WebHostDefaults.PreferHostingUrlsKey),
        Number(WebHostDefaults.ShutdownTimeoutKey),
        HostFlag("forwardedHeaders_enabled"),
        Flag("hostBuilder:reloadConfigOnChange"),
        Flag("servicesStartConcurrently"),
        Flag("servicesStopConcurrently"),
    ];

    private static IEnumerable<KnownSetting> Logging =>
    [
        Level("Logging:LogLevel:*"),
        Level("Logging:*:LogLevel:*"),
        Flag("Logging:CaptureScopes"),
        Text("Logging:EventLog:LogName"),
        Text("Logging:EventLog:SourceName"),
        Text("Logging:EventLog:MachineName"),
    ];

    private static IEnumerable<KnownSetting> Console =>
    [
        Choice("Logging:Console:FormatterName", ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd),
        Level("Logging:Console:LogToStandardErrorThreshold"),
        Number("Logging:Console:MaxQueueLength", 1),
        Choice<ConsoleLoggerQueueFullMode>("Logging:Console:QueueFullMode"),
        // Obsolete, but still read.
        Flag("Logging:Console:DisableColors"),
        Choice("Logging:Console:Format", "Default", "Systemd"),
        Flag("Logging:Console:IncludeScopes"),
        Flag("Logging:Console:UseUtcTimestamp"),
        TimeFormat("Logging:Console:TimestampFormat"),
        Flag("Logging:Console:FormatterOptions:IncludeScopes"),
        Flag("Logging:Console:FormatterOptions:UseUtcTimestamp"),
        TimeFormat("Logging:Console:FormatterOptions:TimestampFormat"),
        Flag("Logging:Console:FormatterOptions:SingleLine"),
        Choice<LoggerColorBehavior>("Logging:Console:FormatterOptions:ColorBehavior"),
        Flag("Logging:Console:FormatterOptions:JsonWriterOptions:Indented"),
        Flag("Logging:Console:FormatterOptions:JsonWriterOptions:SkipValidation"),
        Number("Logging:Console:FormatterOptions:JsonWriterOptions:MaxDepth"),
        Number("Logging:Console:FormatterOptions:JsonWriterOptions:IndentSize", 0, 127),
        Choice("Logging:Console:FormatterOptions:JsonWriterOptions:IndentCharacter", " ", "\t"),
        Text("Logging:Console:FormatterOptions:JsonWriterOptions:NewLine"),
    ];

    private static IEnumerable<KnownSetting> Kestrel =>
    [
        new("Kestrel:Endpoints:*:Url", $"an address {ListenAddress.Expected}", ListenAddress.IsValid),
        .. Tls("Kestrel:EndpointDefaults"),
        .. Tls("Kestrel:Endpoints:*"),
        .. Tls("Kestrel:Endpoints:*:Sni:*"),
        .. Certificate("Kestrel:Certificates:*"),
        .. Certificate("Kestrel:Endpoints:*:Certificate"),
        .. Certificate("Kestrel:Endpoints:*:Sni:*:Certificate"),
    ];

    // Ranges are checked by the server's properties.
    private static IEnumerable<KnownSetting> Limits =>
        from limit in typeof(KestrelServerLimits).GetProperties()
        let isGroup = !limit.CanWrite || limit.PropertyType == typeof(MinDataRate)
        from property in isGroup ? limit.PropertyType.GetProperties() : [limit]
        select Limit(isGroup ? $"Kestrel:Limits:{limit.Name}:{property.Name}" : $"Kestrel:Limits:{limit.Name}", property.PropertyType);

    private static KnownSetting Limit(string key, Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var kind when kind == typeof(TimeSpan) => new(
            key, "a time span hh:mm:ss", value => TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _)),
        var kind when kind == typeof(bool) => Flag(key),
        var kind when kind == typeof(double) => new(
            key, "a number", value => double.TryParse(value, CultureInfo.InvariantCulture, out _)),
        _ => new(key, "a whole number", value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)),
    };

    // The keys, issuers and audiences are checked where they are used.
    private static IEnumerable<KnownSetting> Authentication =>
    [
        Text("Authentication:DefaultScheme"),
        Text($"{Bearer}:Authority"),
        Text($"{Bearer}:Audience"),
        Text($"{Bearer}:ValidAudience"),
        Text($"{Bearer}:ValidAudiences"),
        Text($"{Bearer}:ValidAudiences:*"),
        Text($"{Bearer}:ValidIssuer"),
        Text($"{Bearer}:ValidIssuers"),
        Text($"{Bearer}:ValidIssuers:*"),
        Text($"{Bearer}:SigningKeys:*:Id"),
        Text($"{Bearer}:SigningKeys:*:Issuer"),
        Text($"{Bearer}:SigningKeys:*:Length"),
        Secret($"{Bearer}:SigningKeys:*:Value"),
        Text($"{Bearer}:Challenge"),
        Text($"{Bearer}:ClaimsIssuer"),
        Address($"{Bearer}:MetadataAddress", "https://login.example.com/.well-known/openid-configuration"),
        Duration($"{Bearer}:BackchannelTimeout"),
        Duration($"{Bearer}:AutomaticRefreshInterval"),
        Duration($"{Bearer}:RefreshInterval"),
        Flag($"{Bearer}:RequireHttpsMetadata"),
        Flag($"{Bearer}:RefreshOnIssuerKeyNotFound"),
        Flag($"{Bearer}:IncludeErrorDetails"),
        Flag($"{Bearer}:MapInboundClaims"),
        Flag($"{Bearer}:SaveToken"),
        .. Forwards.Select(name => Text($"{Bearer}:Forward{name}")),
    ];

    private static IEnumerable<KnownSetting> Tls(string section) =>
    [
        Choice<HttpProtocols>($"{section}:Protocols"),
        Choice<SslProtocols>($"{section}:SslProtocols:*"),
        Choice<ClientCertificateMode>($"{section}:ClientCertificateMode"),
    ];

    private static IEnumerable<KnownSetting> Certificate(string section) =>
    [
        Text($"{section}:Path"),
        Text($"{section}:KeyPath"),
        Secret($"{section}:Password"),
        Text($"{section}:Subject"),
        Text($"{section}:Store"),
        Choice<StoreLocation>($"{section}:Location"),
        Flag($"{section}:AllowInvalid"),
    ];

    private static KnownSetting Level(string key) => new(
        key, string.Join(", ", Enum.GetNames<LogLevel>()[..^1]) + " or None", value => Levels.Contains(value, StringComparer.OrdinalIgnoreCase));

    private static bool AreAssemblies(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(name =>
    {
        try
        {
            return Assembly.Load(new AssemblyName(name)) is not null;
        }
        catch (Exception missing) when (missing is IOException or BadImageFormatException or ArgumentException)
        {
            return false;
        }
    });

    private static string FullPath(string path) => Path.Combine(AppContext.BaseDirectory, path);

    private static KnownSetting TimeFormat(string key) => new(key, "a format of date and time such as HH:mm:ss", value =>
    {
        try
        {
            return DateTimeOffset.UnixEpoch.ToString(value, CultureInfo.InvariantCulture).Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    });

    private static bool AreHosts(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } hosts
        && hosts.All(host => host is "*" or "[::]" or "0.0.0.0" || Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) != UriHostNameType.Unknown);
}
