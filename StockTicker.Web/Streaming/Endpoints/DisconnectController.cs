using Microsoft.AspNetCore.Mvc;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Disconnects streams for the client that opened them.</summary>
[ApiController]
internal sealed class DisconnectController(StreamHandles handles, IInstances instances) : ControllerBase
{
    /// <summary>Disconnects the streams with a handle.</summary>
    [HttpPost("/stream/disconnect")]
    public async Task<IActionResult> Disconnect(string? how)
    {
        if (!StreamHandles.TryRead(Request, out var handle) || handle is null)
            return Problem(StreamHandles.Rule, statusCode: StatusCodes.Status400BadRequest);
        return how switch
        {
            "cut" => Ok(new { disconnected = await DisconnectAsync(handle, Disconnection.Cut) }),
            "shutdown" => Ok(new { disconnected = await DisconnectAsync(handle, Disconnection.Shutdown) }),
            _ => Problem($"how is '{how}'; it must be cut or shutdown.", statusCode: StatusCodes.Status400BadRequest),
        };
    }

    private async Task<int> DisconnectAsync(string handle, Disconnection how) =>
        handles.Disconnect(handle, how) + await instances.DisconnectAsync(handle, how);
}
