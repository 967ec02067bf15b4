using Microsoft.AspNetCore.Mvc;
using StockTicker.Web.Security;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Exchanges a token for a ticket that opens one stream.</summary>
[ApiController, SignedIn]
internal sealed class TicketController(StreamTickets tickets) : ControllerBase
{
    /// <summary>Issues a ticket.</summary>
    [HttpPost("/stream/ticket")]
    public IActionResult Issue()
    {
        var (ticket, expires) = tickets.Issue(SignedInUser.Of(User)!);
        Response.Headers.CacheControl = "no-store";
        return Ok(new { ticket, expires = expires.ToUnixTimeMilliseconds() });
    }
}
