using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Hosting;

/// <summary>What whoever starts the application sees when it cannot start: a line that says why, and no stack trace.</summary>
internal static class StartFailure
{
    private const int ExitCode = 1;

    /// <summary>Prints each reason on a line of its own; returns the process's exit code.</summary>
    public static int Report(IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
            Console.Error.WriteLine($"StockTicker cannot start: {reason}");
        return ExitCode;
    }

    /// <summary>What is wrong with the settings, one line each; null when the start failed for another reason.</summary>
    public static IEnumerable<string>? BadSettings(Exception fault) => fault switch
    {
        OptionsValidationException bad => bad.Failures,
        // More than one section is bad, or one that others are read from.
        AggregateException { InnerExceptions: var all } when all.All(one => one is OptionsValidationException) =>
            all.Cast<OptionsValidationException>().SelectMany(one => one.Failures).Distinct(),
        _ => null,
    };

    /// <summary>Whether the server could not listen where it was told to: the port is taken or forbidden, or the address is not this machine's.</summary>
    public static bool IsAboutAddress(Exception fault) => fault is IOException { InnerException: AddressInUseException } or SocketException;

    /// <summary>What is wrong with the addresses to listen on, a semicolon list; null when nothing is.</summary>
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
    /// Keeps the host and the server from logging such a failure with its stack trace before it is reported, and the start free of
    /// warnings that say nothing to whoever starts it.
    /// </summary>
    public static ILoggingBuilder KeepStartQuiet(this ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
        .AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.Error)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level is LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level is LogLevel.Warning or LogLevel.Error);
}
