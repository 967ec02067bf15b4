using Microsoft.AspNetCore.Mvc;
using StockTicker.Web.Security;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Exchanges a token for a ticket that opens one stream.</summary>
[ApiController, SignedIn]
internal sealed class TicketController(IStreamTickets tickets) : ControllerBase
{
    /// <summary>Issues a ticket.</summary>
    [HttpPost("/stream/ticket")]
    public async Task<IActionResult> Issue()
    {
        var (ticket, expires) = await tickets.IssueAsync(SignedInUser.Of(User)!);
        Response.Headers.CacheControl = "no-store";
        return Ok(new { ticket, expires = expires.ToUnixTimeMilliseconds() });
    }
}
