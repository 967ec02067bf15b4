using System.Threading.Channels;
using StockTicker.Domain;
using StockTicker.Web.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Alerts;

/// <summary>
/// Checks every batch of the market against the armed alerts. Batches are queued and checked on another thread, so that a slow
/// database does not delay the simulator.
/// </summary>
internal sealed class AlertMonitor(AlertStore alerts, EventLog log, IHostApplicationLifetime application) : BackgroundService, IObserver<QuoteBatch>
{
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value) => _entries.Writer.TryWrite(new Entry(value, null));

    /// <summary>Completes after all batches so far have been checked and the resulting events are in the log.</summary>
    public Task WhenCheckedAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _entries.Writer.TryWrite(new Entry(null, done)) ? done.Task : Task.CompletedTask;
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
            // Startup does not wait for the database. Batches are queued in the meantime.
            await application.WhenStartedAsync(() => alerts.LoadAsync(stoppingToken), stoppingToken);
            await foreach (var (batch, done) in _entries.Reader.ReadAllAsync(stoppingToken))
            {
                if (batch is not null)
                    await CheckAsync(batch, stoppingToken);
                done?.TrySetResult();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            // Release the waiters for batches that are no longer checked.
            _entries.Writer.TryComplete();
            while (_entries.Reader.TryRead(out var left))
                left.Done?.TrySetResult();
        }
    }

    private async Task CheckAsync(QuoteBatch batch, CancellationToken stoppingToken)
    {
        foreach (var alert in await alerts.FireAsync(batch, stoppingToken))
        {
            log.PublishTo(alert.Owner, "alert", new
            {
                symbol = alert.Instrument.Symbol.Value,
                condition = alert.Condition.ToString().ToLowerInvariant(),
                threshold = alert.Threshold,
                price = batch.Book[alert.Instrument].Price,
                time = batch.Time.ToUnixTimeMilliseconds(),
            });
        }
    }

    private readonly record struct Entry(QuoteBatch? Batch, TaskCompletionSource? Done);
}
