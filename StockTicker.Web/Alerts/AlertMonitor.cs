using System.Threading.Channels;
using StockTicker.Domain;
using StockTicker.Web.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Alerts;

/// <summary>
/// Holds every batch of the market against the armed alerts, on a thread that is not the market's: the simulator leaves a batch here
/// and goes on, however long a database takes.
/// </summary>
internal sealed class AlertMonitor(AlertStore alerts, EventLog log, IHostApplicationLifetime application) : BackgroundService, IObserver<QuoteBatch>
{
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value) => _entries.Writer.TryWrite(new Entry(value, null));

    /// <summary>Completes when every batch so far has been looked at and whatever fired stands in the log.</summary>
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
            // The start does not wait for a database; batches wait here meanwhile.
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
            // Nobody is left to wait for what will not be looked at.
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
