using Microsoft.AspNetCore.Mvc;
using StockTicker.Web.Security;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Serves the statistics of the server.</summary>
[ApiController, StatsScope]
internal sealed class StatsController(StatsReader stats) : ControllerBase
{
    /// <summary>Gets the statistics since the start.</summary>
    [HttpGet("/stats")]
    public Stats Get() => stats.Read();
}
