using System.Globalization;
using System.Threading.Channels;
using StockTicker.Domain;
using StockTicker.Web.Hosting;
using StockTicker.Web.ScaleOut;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Alerts;

/// <summary>
/// Checks every batch of the market against the armed alerts, in memory. What fires is queued, stored, and published on another thread, so
/// that a slow database does not delay the market. Each alert fires once, so the queue cannot be longer than the number of armed alerts.
/// </summary>
internal sealed class AlertMonitor(AlertBook armed, AlertStore alerts, IEventPublisher publisher, IOrders orders, TimeProvider time, IHostApplicationLifetime application)
    : BackgroundService, IObserver<QuoteBatch>
{
    // How often what failed because of the database is tried again.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value)
    {
        var met = armed.TakeMet(value);
        if (met.Count == 0)
            return;
        var at = value.Time.ToUnixTimeMilliseconds();
        _entries.Writer.TryWrite(new Entry([.. met.Select(alert => new FiredAlert(alert, at, value.Book[alert.Instrument].Price!.Value))], null));
    }

    /// <summary>Completes after stored alerts have been loaded and the events of all alerts that have fired so far are in the log.</summary>
    public Task WhenPublishedAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _entries.Writer.TryWrite(new Entry([], done)) ? done.Task : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            orders.Received += OnOrder;
            orders.Restored += alerts.Reload;
            // Startup does not wait for the database.
            await application.WhenStartedAsync(() => alerts.RecoverAsync(stoppingToken), stoppingToken);
            await using var retry = time.CreateTimer(
                _ => _entries.Writer.TryWrite(new Entry([], null)), null, RetryInterval, RetryInterval);
            await foreach (var (fired, done) in _entries.Reader.ReadAllAsync(stoppingToken))
            {
                if (fired.Count > 0)
                    await PublishAsync(fired, stoppingToken);
                else if (done is null && alerts.Problem is not null)
                    await alerts.RecoverAsync(stoppingToken);
                done?.TrySetResult();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            // Release the waiters for what is no longer published.
            _entries.Writer.TryComplete();
            while (_entries.Reader.TryRead(out var left))
                left.Done?.TrySetResult();
        }
    }

    private void OnOrder(string kind, string argument)
    {
        if (kind == AlertStore.ChangedOrder && long.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            _ = alerts.RefreshAsync(id, CancellationToken.None);
    }

    private async Task PublishAsync(IReadOnlyList<FiredAlert> fired, CancellationToken stoppingToken)
    {
        foreach (var (alert, at, price) in await TakeAsync(fired, stoppingToken))
        {
            var data = new
            {
                symbol = alert.Instrument.Symbol.Value,
                condition = alert.Condition.ToString().ToLowerInvariant(),
                threshold = alert.Threshold,
                price,
                time = at,
            };
            var message = new PublishedMessage(ChannelNames.Me, "alert", data, alert.Owner)
            {
                OnceKey = string.Create(CultureInfo.InvariantCulture, $"alert {alert.Id} {at}"),
            };
            while (!await TryPublishAsync(message, stoppingToken))
                await Task.Delay(RetryInterval, time, stoppingToken);
        }
    }

    // With other instances, the alerts wait for the database, because each instance would notify the user otherwise.
    private async Task<IReadOnlyList<FiredAlert>> TakeAsync(IReadOnlyList<FiredAlert> fired, CancellationToken stoppingToken)
    {
        if (!orders.IsShared)
            return await alerts.StoreFiredAsync(fired, stoppingToken);
        while (true)
        {
            if (await alerts.TryClaimAsync(fired, stoppingToken) is { } claimed)
                return claimed;
            await Task.Delay(RetryInterval, time, stoppingToken);
        }
    }

    private async Task<bool> TryPublishAsync(PublishedMessage message, CancellationToken stoppingToken)
    {
        try
        {
            await publisher.PublishAsync(message, stoppingToken);
            return true;
        }
        catch (ScaleOutUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Alerts that have fired, or a waiter, or neither: time to retry.</summary>
    private readonly record struct Entry(IReadOnlyList<FiredAlert> Fired, TaskCompletionSource? Done);
}
