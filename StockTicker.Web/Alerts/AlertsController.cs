using Microsoft.AspNetCore.Mvc;
using StockTicker.Domain;
using StockTicker.Web.Limits;
using StockTicker.Web.Security;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>The signed-in user's price alerts.</summary>
[ApiController, SignedIn, RequestSizeLimit(16 * 1024)]
internal sealed class AlertsController(AlertStore alerts, StockBook book) : ControllerBase
{
    /// <summary>Gets all alerts, oldest first, including those that have fired.</summary>
    [HttpGet("/me/alerts"), HttpHead("/me/alerts")]
    public async Task<IActionResult> Get()
    {
        var all = await alerts.ReadAsync(this.SignedInOwner());
        return Ok(new { alerts = all.Select(ToResponse), limit = AlertStore.MaxAlerts });
    }

    /// <summary>Arms an alert, or rearms the same alert.</summary>
    [HttpPost("/me/alerts"), ServiceFilter<UserChangeRateLimit>]
    public async Task<IActionResult> Post(AlertBody body, CancellationToken cancellationToken)
    {
        if (!book.Instruments.TryGet(body.Symbol ?? "", out var instrument))
            return Bad(body.Symbol is null ? "symbol is missing." : $"There is no instrument '{body.Symbol}'.");
        AlertCondition? known = body.Condition switch
        {
            "above" => AlertCondition.Above,
            "below" => AlertCondition.Below,
            "percent" => AlertCondition.Percent,
            _ => null,
        };
        if (known is not { } condition)
            return Bad($"condition is '{body.Condition}'; it must be above, below or percent.");
        if (AlertThreshold.Problem(body.Threshold, condition, instrument) is { } problem)
            return Bad(problem);
        if (MissingReference(book.Snapshot[instrument], condition) is { } missing)
            return Problem(missing, statusCode: StatusCodes.Status409Conflict);
        var threshold = AlertThreshold.Normalize(body.Threshold!.Value, condition, instrument);
        if (await alerts.ArmAsync(this.SignedInOwner(), instrument, condition, threshold, cancellationToken) is not { } armed)
            return Problem($"You have {AlertStore.MaxAlerts} alerts, which is the maximum.", statusCode: StatusCodes.Status409Conflict);
        return StatusCode(armed.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, ToResponse(armed.Alert));
    }

    /// <summary>Deletes an alert.</summary>
    [HttpDelete("/me/alerts/{id:long}"), ServiceFilter<UserChangeRateLimit>]
    public async Task<IActionResult> Delete(long id, CancellationToken cancellationToken) =>
        await alerts.DeleteAsync(this.SignedInOwner(), id, cancellationToken)
            ? NoContent()
            : Problem($"You have no alert {id}.", statusCode: StatusCodes.Status404NotFound);

    private static string? MissingReference(Quote quote, AlertCondition condition) => quote.Price switch
    {
        null => $"{quote.Instrument} has not traded yet, so there is no price to compare with.",
        0 when condition == AlertCondition.Percent => $"{quote.Instrument} is at 0, of which there is no percentage.",
        _ => null,
    };

    private ObjectResult Bad(string problem) => Problem(problem, statusCode: StatusCodes.Status400BadRequest);

    private AlertResponse ToResponse(StoredAlert alert)
    {
        book.Instruments.TryGet(alert.Symbol, out var instrument);
        return new AlertResponse(
            alert.Id, instrument!.Symbol.Value, instrument.TickSize.Scale, alert.Condition.ToString().ToLowerInvariant(),
            AlertThreshold.Normalize(alert.Threshold, alert.Condition, instrument), OnTick(alert.Reference),
            alert.FiredAt is null, alert.ArmedAt, alert.FiredAt, alert.FiredPrice is { } price ? OnTick(price) : null);

        // The database does not preserve trailing zeros.
        decimal OnTick(decimal price) => TickSize.RoundToDecimals(price, instrument.TickSize);
    }
}
