using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Hosting;

/// <summary>Reports why the application cannot start, in one line per reason and without a stack trace.</summary>
internal static class StartFailure
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

    /// <summary>Gets the problems with the settings, one line each, or null if startup failed for another reason.</summary>
    public static IEnumerable<string>? BadSettings(Exception fault) => fault switch
    {
        OptionsValidationException bad => bad.Failures,
        // More than one section is invalid, or one that others depend on.
        AggregateException { InnerExceptions: var all } when all.All(one => one is OptionsValidationException) =>
            all.Cast<OptionsValidationException>().SelectMany(one => one.Failures).Distinct(),
        _ => null,
    };

    /// <summary>
    /// Gets whether the server could not bind to its address: the port is in use or not permitted, or the address is not local.
    /// </summary>
    public static bool IsAboutAddress(Exception fault) => fault is IOException { InnerException: AddressInUseException } or SocketException;

    /// <summary>Returns the problem with a semicolon-separated list of addresses to listen on, or null if all are valid.</summary>
    public static string? ProblemOfAddresses(string? addresses)
    {
        const string Right = "it must be like http://localhost:5000, with http or https and a port from 0 to 65535.";
        foreach (var address in (addresses ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                if (BindingAddress.Parse(address) is { Scheme: "http" or "https", Port: >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort })
                    continue;
            }
            catch (FormatException)
            {
            }
            return $"urls is '{address}'; {Right}";
        }
        return null;
    }

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
