using Microsoft.AspNetCore.Mvc;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Disconnects streams for the client that opened them.</summary>
[ApiController]
internal sealed class DisconnectController(StreamHandles handles) : ControllerBase
{
    private static readonly string[] Ways = ["cut", "shutdown"];

    /// <summary>Disconnects the streams with a handle.</summary>
    [HttpPost("/stream/disconnect")]
    public IActionResult Disconnect(string? handle, string? how)
    {
        if (handle is not { Length: > 0 and <= StreamHandles.MaxLength })
            return Problem(
                $"handle must have 1 to {StreamHandles.MaxLength} characters: those of the parameter {StreamHandles.Parameter} of the streams.",
                statusCode: StatusCodes.Status400BadRequest);
        if (Array.IndexOf(Ways, how) is var index && index < 0)
            return Problem($"how is '{how}'; it must be cut or shutdown.", statusCode: StatusCodes.Status400BadRequest);
        return Ok(new { disconnected = handles.Disconnect(handle, (Disconnection)index) });
    }
}
