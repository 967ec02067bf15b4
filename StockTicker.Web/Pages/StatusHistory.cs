using StockTicker.Domain;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Web.Pages;

/// <summary>
/// The plotted figures of the last two minutes, sampled every second, so that the status page can plot them on a first visit. Thread-safe.
/// </summary>
internal sealed class StatusHistory(StatsReader reader, MarketClock clock, TimeProvider time) : BackgroundService
{
    /// <summary>The maximum number of samples: two minutes.</summary>
    public const int MaxSamples = 120;

    /// <summary>The time between samples.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<StatusFigure> _figures = StatusFigure.Plotted(clock);
    private readonly Lock _gate = new();
    private readonly Queue<double[]> _samples = new(MaxSamples);
    private Stats? _last;
    private long _lastAt;

    /// <summary>Gets the samples of each plotted figure, oldest first, by its key.</summary>
    public IReadOnlyDictionary<string, double[]> Read()
    {
        lock (_gate)
            return _figures.Select((figure, index) => (figure.Key, Values: _samples.Select(sample => sample[index]).ToArray()))
                .ToDictionary(plot => plot.Key, plot => plot.Values);
    }

    /// <summary>Adds a sample. Rates need two readings, so the first reading adds none.</summary>
    public void Sample()
    {
        var stats = reader.Read();
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var seconds = time.GetElapsedTime(_lastAt, now).TotalSeconds;
            if (_last is { } last && seconds > 0)
            {
                if (_samples.Count == MaxSamples)
                    _samples.Dequeue();
                _samples.Enqueue([.. _figures.Select(figure =>
                    Math.Round(figure.IsRate ? (figure.Value(stats) - figure.Value(last)) / seconds : figure.Value(stats), 3))]);
            }
            (_last, _lastAt) = (stats, now);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Sample();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host would report it as an error after a failed startup.
        }
    }
}

internal static class StatusRegistration
{
    /// <summary>Adds <see cref="StatusHistory"/>.</summary>
    public static IServiceCollection AddStatusHistory(this IServiceCollection services) => services
        .AddSingleton<StatusHistory>()
        .AddHostedService(provider => provider.GetRequiredService<StatusHistory>());
}
