namespace StockTicker.Web.Hosting;

/// <summary>What may wait for the end of the start.</summary>
internal static class HostApplicationLifetimeExtensions
{
    /// <summary>
    /// Does something once the server answers and every service has started, on a thread of its own: at first there are few in the pool,
    /// and requests need them.
    /// </summary>
    public static async Task WhenStartedAsync(this IHostApplicationLifetime application, Func<Task> work, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = application.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
        await Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }
}
