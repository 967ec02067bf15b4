using Microsoft.AspNetCore.Mvc;
using StockTicker.Domain;
using StockTicker.Web.Alerts;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Stepping;

/// <summary>Moves a market whose clock is manual. For tests of trading pages; it exists in Development alone.</summary>
[ApiController]
internal sealed class StepController(
    PriceSimulator simulator, MarketClock clock, EventLog log, StreamDispatcher dispatcher, StepGate gate, AlertMonitor alerts,
    IHostEnvironment environment) : ControllerBase
{
    private const int MaxUpdates = 1000;

    /// <summary>
    /// Makes so many updates, one after the other, each written to every connected stream before the next; answers the last event's id.
    /// </summary>
    [HttpPost("/market/step")]
    public async Task<IActionResult> Step(StepRequest request)
    {
        if (!environment.IsDevelopment())
            return NotFound();
        if (request.Updates is < 1 or > MaxUpdates)
            return Problem($"updates is {request.Updates}; it must be a whole number from 1 to {MaxUpdates}.", statusCode: StatusCodes.Status400BadRequest);
        if (!clock.IsManual)
            return Problem("The market moves by itself; start with --Market:Clock=manual to step it.", statusCode: StatusCodes.Status409Conflict);
        await gate.Value.WaitAsync(HttpContext.RequestAborted);
        try
        {
            for (var i = 0; i < request.Updates; i++)
            {
                simulator.Step();
                await alerts.WhenCheckedAsync().WaitAsync(HttpContext.RequestAborted);
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

/// <summary>How far to move the market.</summary>
/// <param name="Updates">How many updates, 1 to 1000.</param>
internal sealed record StepRequest(int Updates);

/// <summary>Lets one request at a time move the market.</summary>
internal sealed class StepGate : IDisposable
{
    public SemaphoreSlim Value { get; } = new(1);

    public void Dispose() => Value.Dispose();
}
