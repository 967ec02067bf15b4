using Microsoft.Extensions.Options;
using StockTicker.Domain;

namespace StockTicker.Web.Market;

/// <summary>
/// Lets the market move: every <see cref="MarketOptions.UpdateInterval"/>, or, with a manual clock, when it is told to. It is the
/// book's one writer and the hub's one publisher.
/// </summary>
public sealed class PriceSimulator(
    PriceModel model,
    StockBook book,
    StockHub hub,
    IEnumerable<IObserver<QuoteBatch>> observers,
    MarketClock clock,
    IOptions<MarketOptions> options,
    ILogger<PriceSimulator> logger) : BackgroundService
{
    private readonly int _quotesPerUpdate = options.Value.QuotesPerUpdate;
    private volatile Exception? _fault;

    /// <summary>Why the market stands still for good; null while it moves.</summary>
    public Exception? Fault => _fault;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var observer in observers)
            hub.Subscribe(observer);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Moves a manual clock by one update interval and the market with it.</summary>
    public void Step()
    {
        var time = clock.GetUtcNow() + clock.UpdateInterval;
        try
        {
            Move(time);
        }
        catch (Exception fault)
        {
            Report(fault);
            throw;
        }
        // After the batch: whoever looks at the clock in between must not see a moment whose prices are not there yet.
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
                Move(Later(clock.GetUtcNow(), book.Snapshot.Time));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            hub.Complete();
        }
        catch (Exception fault) when (Report(fault))
        {
        }
    }

    private void Move(DateTimeOffset time) => hub.Publish(book.Apply(model.Next(time, clock.UpdateInterval, _quotesPerUpdate)));

    // From here on the market stands still, whatever it was, and everybody must be able to see it.
    private bool Report(Exception fault)
    {
        _fault = fault;
        logger.LogCritical(fault, "The price simulator has failed; the market stands still and the application is not ready.");
        hub.Fail(fault);
        return true;
    }

    // The system's clock may be set back; the market's time does not go back with it.
    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
