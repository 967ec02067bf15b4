using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StockTicker.Domain;
using StockTicker.Web.Market;
using StockTicker.Web.Market.Replay;
using StockTicker.Web.Security;

namespace StockTicker.Web.Feeding;

/// <summary>Controls a replay.</summary>
[ApiController, Authorize]
internal sealed class ReplayController(IMarketSource source) : ControllerBase
{
    private const double MinSpeed = 0.1;
    private const double MaxSpeed = 1000;

    /// <summary>Pauses or continues, changes the speed, and seeks. Returns the state as it will be.</summary>
    [HttpPost("/market/replay")]
    public IActionResult Post(ReplayCommand command)
    {
        if (!User.HasScope(Scopes.Market))
        {
            Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{Scopes.Market}\"";
            return Problem($"The token lacks the scope {Scopes.Market}.", statusCode: StatusCodes.Status403Forbidden);
        }
        if (source is not ReplayedMarket { State: { } state } replay)
        {
            return Problem(
                "The market is not a replay. Start the server with --Market:Source=replay and --Market:Replay.",
                statusCode: StatusCodes.Status409Conflict);
        }
        if (command is { Pause: null, Speed: null, Position: null })
            return Problem("The body has none of pause, speed and position.", statusCode: StatusCodes.Status400BadRequest);
        double? speed = null;
        if (command.Speed is { } asked)
        {
            if (!TryParseSpeed(asked, out var parsed))
                return Problem($"speed must be a number from {MinSpeed} to {MaxSpeed}, or \"max\".", statusCode: StatusCodes.Status400BadRequest);
            speed = parsed;
        }
        DateTimeOffset? position = null;
        if (command.Position is { } text)
        {
            if (!TimeText.TryParse(text, out var parsed))
                return Problem("position must be a time from 1970 on in ISO 8601, such as 2026-01-05T14:30:00Z.", statusCode: StatusCodes.Status400BadRequest);
            position = parsed;
        }
        replay.Request(new ReplayRequest(command.Pause, speed, position));
        return Ok(ReplayStatus.Of(state with
        {
            IsPaused = command.Pause ?? state.IsPaused,
            Speed = speed ?? state.Speed,
            Position = position ?? state.Position,
        }, replay.BadLines));
    }

    private static bool TryParseSpeed(System.Text.Json.JsonElement value, out double speed)
    {
        speed = double.PositiveInfinity;
        return value.ValueKind == System.Text.Json.JsonValueKind.String ? value.ValueEquals("max")
            : value.ValueKind == System.Text.Json.JsonValueKind.Number && value.TryGetDouble(out speed) && speed is >= MinSpeed and <= MaxSpeed;
    }
}

/// <summary>The body of a request that controls a replay. What is absent stays as it is.</summary>
/// <param name="Pause">Whether to pause.</param>
/// <param name="Speed">How many times faster than it happened, 0.1 to 1000, or <c>max</c>.</param>
/// <param name="Position">The time in the files from which to go on, in ISO 8601; UTC unless it has an offset.</param>
internal sealed record ReplayCommand(bool? Pause, System.Text.Json.JsonElement? Speed, string? Position);
