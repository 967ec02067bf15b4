using Microsoft.AspNetCore.Mvc;
using StockTicker.Domain;
using StockTicker.Web.Alerts;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Stepping;

/// <summary>Steps a market with a manual clock, for tests. Available in the Development environment only.</summary>
[ApiController]
internal sealed class StepController(
    MarketDriver market, MarketClock clock, EventLog log, StreamDispatcher dispatcher, StepGate gate, AlertMonitor alerts)
    : ControllerBase
{
    private const int MaxUpdates = 1000;

    /// <summary>
    /// Makes the requested number of updates. Each is written to every connected stream before the next. Returns the last event's id.
    /// </summary>
    [HttpPost("/market/step")]
    public async Task<IActionResult> Step(StepRequest request)
    {
        if (request.Updates is < 1 or > MaxUpdates)
            return Problem($"updates is {request.Updates}; it must be a whole number from 1 to {MaxUpdates}.", statusCode: StatusCodes.Status400BadRequest);
        if (!clock.IsManual)
        {
            return Problem(
                "The market's clock is not manual. Start the server with --Market:Clock=manual to step the market.",
                statusCode: StatusCodes.Status409Conflict);
        }
        await gate.Value.WaitAsync(HttpContext.RequestAborted);
        try
        {
            // Alerts of an earlier run are checked from the first step.
            await alerts.WhenPublishedAsync().WaitAsync(HttpContext.RequestAborted);
            for (var i = 0; i < request.Updates; i++)
            {
                await market.StepAsync(CancellationToken.None);
                await alerts.WhenPublishedAsync().WaitAsync(HttpContext.RequestAborted);
                await dispatcher.WhenSettledAsync(log.Head.Sequence).WaitAsync(HttpContext.RequestAborted);
            }
            return Ok(new { id = log.Head.QuotesId });
        }
        finally
        {
            gate.Value.Release();
        }
    }
}

/// <summary>The body of a request to step the market.</summary>
/// <param name="Updates">The number of updates, 1 to 1000.</param>
internal sealed record StepRequest(int Updates);

/// <summary>Serializes requests that step the market.</summary>
internal sealed class StepGate : IDisposable
{
    public SemaphoreSlim Value { get; } = new(1);

    public void Dispose() => Value.Dispose();
}
