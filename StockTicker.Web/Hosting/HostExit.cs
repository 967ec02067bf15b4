namespace StockTicker.Web.Hosting;

internal static class HostExit
{
    /// <summary>
    /// Runs the host and returns the exit code of the process: 0, or 1 if a background service failed. The host stops in both cases, and a
    /// service manager restarts only what has failed.
    /// </summary>
    public static async Task<int> RunToExitAsync(this IHost host)
    {
        // The host disposes of its services when it has run.
        var services = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await host.RunAsync();
        return services.Any(service => service.ExecuteTask is { IsFaulted: true }) ? StartFailure.ExitCode : 0;
    }
}
