using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Hosting;

/// <summary>Reports why the application cannot start, in one line per reason and without a stack trace.</summary>
internal static partial class StartFailure
{
    /// <summary>The exit code of a process that failed.</summary>
    public const int ExitCode = 1;

    /// <summary>Prints each reason on a separate line and returns the exit code of the process.</summary>
    public static int Report(IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
            Console.Error.WriteLine($"StockTicker cannot start: {reason}");
        return ExitCode;
    }

    /// <summary>Gets why the application could not start, one line per reason.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="configuration">The configuration, or null if it could not be read.</param>
    public static IEnumerable<string> ReasonsFor(Exception fault, IConfiguration? configuration) => fault switch
    {
        OptionsValidationException bad => bad.Failures,
        // More than one section is invalid, or one that others depend on.
        AggregateException { InnerExceptions: var all } => all.SelectMany(one => ReasonsFor(one, configuration)).Distinct(),
        InvalidDataException => [$"{Messages(fault)}. Correct the file."],
        _ when IsAboutAddress(fault) => [$"{AddressIn(fault, configuration)}. Choose another address with --urls http://localhost:5001."],
        // The server's message names neither the endpoint nor a setting.
        InvalidOperationException when fault.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal) =>
            [$"{HttpsIn(configuration)} needs a certificate; set Kestrel:Certificates:Default:Path and :KeyPath, or use http."],
        _ when Conversion().Match(fault.Message) is { Success: true } value =>
            [$"{value.Groups["key"]} is '{value.Groups["value"]}'; it must be {KindOf(value.Groups["type"].Value)}."],
        _ => [$"{Messages(fault)}."],
    };

    private static string KindOf(string type) => type switch
    {
        nameof(Boolean) => "true or false",
        nameof(TimeSpan) => "a time span hh:mm:ss",
        nameof(Int32) or nameof(Int64) => "a whole number",
        _ => $"of the type {type}",
    };

    // The port is in use or not permitted, or the address is not local.
    private static bool IsAboutAddress(Exception fault) => fault is IOException { InnerException: AddressInUseException } or SocketException;

    // A socket's message does not contain the address.
    private static string AddressIn(Exception fault, IConfiguration? configuration) => fault is SocketException
        ? $"{string.Join(", ", Addresses(configuration).Select(setting => $"{setting.Key} is '{setting.Value}'"))}: {fault.Message.TrimEnd('.')}"
        : fault.Message.TrimEnd('.');

    private static string HttpsIn(IConfiguration? configuration) => string.Join(", ", Addresses(configuration)
        .Where(setting => setting.Value.Contains("https", StringComparison.OrdinalIgnoreCase) || setting.Key == WebHostDefaults.HttpsPortsKey)
        .Select(setting => $"{setting.Key} is '{setting.Value}', which"));

    private static IEnumerable<(string Key, string Value)> Addresses(IConfiguration? configuration)
    {
        if (configuration is null)
            return [];
        string[] keys = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        return keys.Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => $"{endpoint.Path}:Url"))
            .Select(key => (key, configuration[key] ?? "")).Where(setting => setting.Item2.Length > 0);
    }

    // The message of the framework's configuration binder.
    [GeneratedRegex(@"^Failed to convert configuration value '(?<value>[^']*)' at '(?<key>[^']+)' to type '(?:\w+\.)*(?<type>\w+)'")]
    private static partial Regex Conversion();

    // The messages of an exception and those that caused it, without repetitions and line breaks.
    private static string Messages(Exception fault)
    {
        var messages = new List<string>();
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            var message = cause.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
            if (message.Length > 0 && !messages.Exists(known => known.Contains(message, StringComparison.Ordinal)))
                messages.Add(message);
        }
        return messages.Count > 0 ? string.Join(": ", messages) : fault.GetType().Name;
    }

    /// <summary>Logs warnings once the application has started, because a failed start should report only the failure.</summary>
    public static void LogAfterStart(this WebApplication app, IEnumerable<string?> warnings) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        foreach (var warning in warnings.OfType<string>())
            app.Logger.LogWarning("{Warning}", warning);
    });

    /// <summary>
    /// Prevents the host and the server from logging a startup failure with its stack trace before it is reported, and suppresses
    /// startup warnings that need no action.
    /// </summary>
    public static ILoggingBuilder KeepStartQuiet(this ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
        .AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.Error)
        // Critical: a background service has failed after startup, which ends the process.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level is LogLevel.Warning or LogLevel.Critical)
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level is LogLevel.Warning or LogLevel.Error);
}
