using Microsoft.AspNetCore.Mvc;
using StockTicker.Web.Security;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Counters for whoever operates the server.</summary>
[ApiController, StatsScope]
internal sealed class StatsController(StatsReader stats) : ControllerBase
{
    /// <summary>What the streams do, since the start.</summary>
    [HttpGet("/stats")]
    public Stats Get() => stats.Read();
}
