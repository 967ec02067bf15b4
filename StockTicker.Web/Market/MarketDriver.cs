using StockTicker.Domain;

namespace StockTicker.Web.Market;

/// <summary>
/// Passes what the market's source delivers to the <see cref="IMarketOutput"/>, as it comes or, with a manual clock, on request. Only the
/// output writes to the book and publishes to the hub.
/// </summary>
public sealed class MarketDriver(
    IMarketSource source,
    StockBook book,
    StockHub hub,
    IMarketOutput output,
    IEnumerable<IObserver<QuoteBatch>> observers,
    MarketClock clock,
    ILogger<MarketDriver> logger) : BackgroundService, IHostedLifecycleService
{
    private volatile Exception? _fault;

    /// <summary>The exception that stopped the market, or null if it is running.</summary>
    public Exception? Fault => _fault;

    /// <summary>Subscribes the observers, before an instance that joins others publishes what they have done.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var observer in observers)
            hub.Subscribe(observer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Advances a manual clock by one update interval, and the market with it.</summary>
    /// <returns>False, without advancing either, if another process moves the market.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var time = clock.GetUtcNow() + clock.UpdateInterval;
        try
        {
            // Only a steady source has exactly one move for each interval.
            bool hasMoved;
            while ((hasMoved = await TryMoveToAsync(time, cancellationToken)) && !source.IsSteady)
            {
            }
            if (!hasMoved && source.IsSteady)
                return false;
        }
        catch (Exception fault)
        {
            Report(fault);
            throw;
        }
        // After the batch, so that the clock never shows a time whose prices are not available yet.
        clock.AdvanceTo(time);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (clock.IsManual)
            return;
        try
        {
            while (await source.WaitAsync(stoppingToken))
                await TryMoveToAsync(clock.GetUtcNow(), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            hub.Complete();
        }
        catch (Exception fault) when (Report(fault))
        {
        }
    }

    private async ValueTask<bool> TryMoveToAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        // The book may be that of another process only after this.
        if (!await output.MayMoveAsync(cancellationToken) || source.Advance(Later(time, book.Snapshot.Time)) is not { } move)
            return false;
        return await output.PublishAsync(move, cancellationToken);
    }

    // The market does not recover, so the failure is logged, published and reported by the health check.
    private bool Report(Exception fault)
    {
        _fault = fault;
        logger.LogCritical(fault, "The market has failed and stopped. The application is not ready.");
        hub.Fail(fault);
        return true;
    }

    // The market's time must not decrease if the system clock is set back.
    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
