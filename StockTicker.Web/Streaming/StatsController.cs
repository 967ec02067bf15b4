using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StockTicker.Web.Security;

namespace StockTicker.Web.Streaming;

/// <summary>Counters for whoever operates the server.</summary>
[ApiController]
internal sealed class StatsController(StatsReader stats) : ControllerBase
{
    /// <summary>What the streams do, since the start.</summary>
    [HttpGet("/stats"), Authorize(StatsAccess.Policy)]
    public Stats Get() => stats.Read();
}
