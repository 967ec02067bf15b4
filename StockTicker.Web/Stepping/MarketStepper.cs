using StockTicker.Web.Alerts;
using StockTicker.Web.Market;
using StockTicker.Web.ScaleOut;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Stepping;

/// <summary>
/// Steps a market with a manual clock: here or, if another instance moves the market, there. An update is complete when all instances have
/// written it, and the alerts that it fired, to every stream.
/// </summary>
internal sealed class MarketStepper(
    MarketDriver market, EventLog log, StreamDispatcher dispatcher, AlertMonitor alerts, IOrders orders, IInstances instances, TimeProvider time)
    : IHostedService, IDisposable
{
    // A request to make an update, by the instance that moves the market, and to write everything up to an event.
    private const string Make = "step";
    private const string Settle = "settle";

    // How long an update waits for an instance that moves the market, longer than it takes to replace one with the default lease.
    private static readonly TimeSpan LeaderTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaderRetry = TimeSpan.FromMilliseconds(500);

    // Longer than an instance that is gone counts as one that runs.
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(7);

    private const int MadeRetention = 100;

    private readonly SemaphoreSlim _gate = new(1);

    // The results of requests, which are repeated when they may have been lost.
    private readonly Queue<(string Request, string Result)> _made = [];

    /// <summary>Makes updates, one after the other, and returns the id of the last one.</summary>
    /// <exception cref="ScaleOutUnavailableException">No instance moves the market, or an instance does not write the update.</exception>
    public async Task<StreamEventId> StepAsync(int updates, CancellationToken cancellationToken)
    {
        if (orders.IsShared)
        {
            StreamEventId last = default;
            for (var i = 0; i < updates; i++)
                last = await StepSharedAsync(cancellationToken);
            return last;
        }
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Alerts of an earlier run are checked from the first step.
            await alerts.WhenPublishedAsync().WaitAsync(cancellationToken);
            for (var i = 0; i < updates; i++)
            {
                await market.StepAsync(CancellationToken.None);
                await SettleHereAsync().WaitAsync(cancellationToken);
            }
            return log.Head.Quotes.Id;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        orders.Answer(Make, TryMakeAsync);
        orders.Answer(Settle, async id => await SettleHereAsync(id));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<StreamEventId> StepSharedAsync(CancellationToken cancellationToken)
    {
        var (request, since) = (Guid.NewGuid().ToString("N"), time.GetTimestamp());
        while (true)
        {
            var result = await TryMakeAsync(request)
                ?? ((await instances.AskAsync(Make, request, LeaderRetry, any: true)).Given is [var answer, ..] ? answer : null);
            if (StreamEventId.TryParse(result, out var id))
            {
                await instances.CatchUpAsync(result, cancellationToken);
                return id;
            }
            if (result is not null || time.GetElapsedTime(since) > LeaderTime)
                throw new ScaleOutUnavailableException(result ?? "No instance moves the market now. Try again.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    // Returns the id of the update, or why it is not complete, or null if another instance moves the market.
    private async Task<string?> TryMakeAsync(string request)
    {
        await _gate.WaitAsync();
        try
        {
            if (_made.FirstOrDefault(made => made.Request == request).Result is { } known)
                return known;
            if (!await market.StepAsync(CancellationToken.None))
                return null;
            var result = await SettleEverywhereAsync();
            _made.Enqueue((request, result));
            if (_made.Count > MadeRetention)
                _made.Dequeue();
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<string> SettleEverywhereAsync()
    {
        var update = log.Head.Quotes.Id;
        while (true)
        {
            var last = await SettleHereAsync();
            var answers = await instances.AskAsync(Settle, last.ToString(), SettleTime);
            if (answers.Silent.Count > 0)
                return $"The update {update} has been made, but has not been written within {SettleTime.TotalSeconds} seconds by {string.Join(", ", answers.Silent)}.";
            // Another instance may have published an alert.
            var newest = answers.Given.Select(id => StreamEventId.TryParse(id, out var read) ? read : default).Append(last).MaxBy(id => (id.Epoch, id.Sequence));
            if (newest == last)
                return update.ToString();
            await instances.CatchUpAsync(newest.ToString(), CancellationToken.None);
        }
    }

    // Returns null if this instance cannot read the event in time.
    private async Task<string?> SettleHereAsync(string id)
    {
        await instances.CatchUpAsync(id, CancellationToken.None);
        return StreamEventId.TryParse(id, out var wanted) && log.TryFind(wanted, out var sequence) && log.Head.Sequence >= sequence
            ? (await SettleHereAsync()).ToString()
            : null;
    }

    private async Task<StreamEventId> SettleHereAsync()
    {
        await alerts.WhenPublishedAsync();
        var sequence = log.Head.Sequence;
        await dispatcher.WhenSettledAsync(sequence);
        return log.IdOf(sequence);
    }
}
