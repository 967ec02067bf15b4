using Microsoft.Extensions.Options;
using StockTicker.Domain;

namespace StockTicker.Web.Market;

/// <summary>
/// Advances the market every <see cref="MarketOptions.UpdateInterval"/> or, with a manual clock, on request. Its moves go to the
/// <see cref="IMarketOutput"/>, which is the only writer of the book and the only publisher of the hub.
/// </summary>
public sealed class PriceSimulator(
    PriceModel model,
    StockBook book,
    StockHub hub,
    IMarketOutput output,
    IEnumerable<IObserver<QuoteBatch>> observers,
    MarketClock clock,
    IOptions<MarketOptions> options,
    ILogger<PriceSimulator> logger) : BackgroundService
{
    private readonly int _quotesPerUpdate = options.Value.QuotesPerUpdate;
    private volatile Exception? _fault;

    /// <summary>The exception that stopped the market, or null if it is running.</summary>
    public Exception? Fault => _fault;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var observer in observers)
            hub.Subscribe(observer);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Advances a manual clock and the market by one update interval.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var time = clock.GetUtcNow() + clock.UpdateInterval;
        try
        {
            await MoveAsync(time, cancellationToken);
        }
        catch (Exception fault)
        {
            Report(fault);
            throw;
        }
        // After the batch, so that the clock never shows a time whose prices are not available yet.
        clock.AdvanceTo(time);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (clock.IsManual)
            return;
        try
        {
            using var timer = new PeriodicTimer(clock.UpdateInterval, clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await MoveAsync(clock.GetUtcNow(), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            hub.Complete();
        }
        catch (Exception fault) when (Report(fault))
        {
        }
    }

    private async ValueTask MoveAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        if (!await output.MayMoveAsync(model, cancellationToken))
            return;
        await output.PublishAsync(model.Next(Later(time, book.Snapshot.Time), clock.UpdateInterval, _quotesPerUpdate), cancellationToken);
    }

    // The market does not recover, so the failure is logged, published and reported by the health check.
    private bool Report(Exception fault)
    {
        _fault = fault;
        logger.LogCritical(fault, "The price simulator has failed. The market has stopped and the application is not ready.");
        hub.Fail(fault);
        return true;
    }

    // The market's time must not decrease if the system clock is set back.
    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
