using Microsoft.AspNetCore.Mvc;
using StockTicker.Web.Security;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Serves the statistics of the server.</summary>
[ApiController, StatsScope]
internal sealed class StatsController(StatsReader stats) : ControllerBase
{
    /// <summary>Gets the statistics since the start.</summary>
    [HttpGet("/stats"), HttpHead("/stats")]
    public Stats Get()
    {
        Response.Headers.CacheControl = "no-store";
        return stats.Read();
    }
}
