using Microsoft.AspNetCore.Mvc;
using StockTicker.Domain;

namespace StockTicker.Web.Stepping;

/// <summary>Steps a market with a manual clock, for tests. Available in the Development environment only.</summary>
[ApiController]
internal sealed class StepController(MarketClock clock, MarketStepper stepper) : ControllerBase
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
        return Ok(new { id = (await stepper.StepAsync(request.Updates, HttpContext.RequestAborted)).ToString() });
    }
}

/// <summary>The body of a request to step the market.</summary>
/// <param name="Updates">The number of updates, 1 to 1000.</param>
internal sealed record StepRequest(int Updates);
