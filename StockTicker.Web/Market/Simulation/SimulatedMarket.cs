using Microsoft.Extensions.Options;
using StockTicker.Domain;

namespace StockTicker.Web.Market.Simulation;

/// <summary>The simulated market: a <see cref="PriceModel"/> that moves once every update interval.</summary>
internal sealed class SimulatedMarket(
    InstrumentCatalog instruments, PriceModel model, MarketClock clock, IOptions<MarketOptions> options) : IMarketSource, IDisposable
{
    // How many quotes the past may have, so that the start does not take long. With more, the past moves in longer steps.
    private const int PastQuotes = 150_000;
    private const int PastQuotesPerInstrument = 60;

    private readonly int _quotesPerUpdate = options.Value.QuotesPerUpdate;
    private PeriodicTimer? _timer;

    /// <inheritdoc/>
    public InstrumentCatalog Instruments => instruments;

    /// <inheritdoc/>
    public bool IsSteady => true;

    /// <inheritdoc/>
    public MarketOrigin Origin { get; } = new("Simulated market data. Prices are not real.");

    /// <inheritdoc/>
    public IEnumerable<MarketMove> Open(DateTimeOffset time)
    {
        var limit = Math.Max(PastQuotes, PastQuotesPerInstrument * instruments.Count);
        var updates = (long)(options.Value.History / clock.UpdateInterval);
        var updatesPerStep = Math.Max(1, ((updates * _quotesPerUpdate) + limit - 1) / limit);
        var quotesPerStep = (int)Math.Min(_quotesPerUpdate * updatesPerStep, instruments.Count);
        // The limit holds even if every instrument trades in every step.
        var steps = Math.Min(updates / updatesPerStep, limit / quotesPerStep);
        var step = steps == 0 ? TimeSpan.Zero : options.Value.History / steps;
        yield return model.Open(time - steps * step);
        for (var left = steps - 1; left >= 0; left--)
            yield return model.Next(time - left * step, step, quotesPerStep);
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        (_timer ??= new PeriodicTimer(clock.UpdateInterval, clock)).WaitForNextTickAsync(cancellationToken);

    /// <inheritdoc/>
    public MarketMove Advance(DateTimeOffset time) => model.Next(time, clock.UpdateInterval, _quotesPerUpdate);

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();
}
