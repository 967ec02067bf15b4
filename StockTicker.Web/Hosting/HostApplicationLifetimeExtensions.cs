namespace StockTicker.Web.Hosting;

/// <summary>Extension methods for <see cref="IHostApplicationLifetime"/>.</summary>
internal static class HostApplicationLifetimeExtensions
{
    /// <summary>
    /// Runs work after the application has started. It uses a dedicated thread, because the thread pool is still small and needed
    /// for requests.
    /// </summary>
    public static async Task WhenStartedAsync(this IHostApplicationLifetime application, Func<Task> work, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = application.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
        await Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }
}
