namespace StockTicker.Web;

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

    /// <summary>Keeps the host and the server from logging such a failure with its stack trace before it is reported.</summary>
    public static ILoggingBuilder LeaveStartFailuresToMain(this ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level is LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level is LogLevel.Warning or LogLevel.Error);
}
