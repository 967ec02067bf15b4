using Microsoft.AspNetCore.Mvc;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Disconnects streams for the client that opened them.</summary>
[ApiController]
internal sealed class DisconnectController(StreamHandles handles) : ControllerBase
{
    /// <summary>Disconnects the streams with a handle.</summary>
    [HttpPost("/stream/disconnect")]
    public IActionResult Disconnect(string? how)
    {
        if (!StreamHandles.TryRead(Request, out var handle) || handle is null)
            return Problem(StreamHandles.Rule, statusCode: StatusCodes.Status400BadRequest);
        return how switch
        {
            "cut" => Ok(new { disconnected = handles.Disconnect(handle, Disconnection.Cut) }),
            "shutdown" => Ok(new { disconnected = handles.Disconnect(handle, Disconnection.Shutdown) }),
            _ => Problem($"how is '{how}'; it must be cut or shutdown.", statusCode: StatusCodes.Status400BadRequest),
        };
    }
}
