using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StockTicker.Domain;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Web.Pages;

/// <summary>The status page: <c>/stats</c> and readiness for operators, server-rendered.</summary>
[StatsScope]
internal sealed class StatusModel(StatsReader reader, StatusHistory history, HealthCheckService health, MarketClock clock, TimeProvider time)
    : PageModel
{
    /// <summary>Maximum number of channels listed.</summary>
    public const int MaxChannels = 50;

    /// <summary>The counters.</summary>
    public Stats Stats { get; private set; } = null!;

    /// <summary>Result of the readiness checks.</summary>
    public HealthReport Health { get; private set; } = null!;

    /// <summary>The figures that are plotted.</summary>
    public IReadOnlyList<StatusFigure> Plotted { get; } = StatusFigure.Plotted(clock);

    /// <summary>The channels with the most subscribers, then by name.</summary>
    public IEnumerable<KeyValuePair<string, int>> Channels => Stats.Channels
        .OrderByDescending(channel => channel.Value).ThenBy(channel => channel.Key, StringComparer.Ordinal).Take(MaxChannels);

    /// <summary>Gets what an instance is: whether it moves the market, since when, and its version.</summary>
    public string RoleOf(InstanceStats one)
    {
        var refused = one.Refused > 0 ? $", {Display.Whole(one.Refused)} updates refused" : "";
        return $"{(one.Leader ? "Moves the market" : "Runs")} for {Lasting(time.GetUtcNow().ToUnixTimeMilliseconds() - one.Since)}, version {one.Version}{refused}";
    }

    // In its largest unit, like the script.
    private static string Lasting(long milliseconds)
    {
        var seconds = Math.Max(0, milliseconds / 1000);
        var (count, unit) = seconds < 60 ? (seconds, "second") : seconds < 3600 ? (seconds / 60, "minute") : (seconds / 3600, "hour");
        return $"{Display.Whole(count)} {unit}{(count == 1 ? "" : "s")}";
    }

    /// <summary>Gets how far an instance is behind.</summary>
    public static string LagOf(InstanceStats one) => one.LagMs < 1 ? Display.Whole(one.LagEvents) : $"{Display.Whole(one.LagEvents)}, {Display.Whole((long)one.LagMs)} ms";

    /// <summary>Whether the server is ready. It remains ready if only users' data is unavailable.</summary>
    public bool IsReady => Health.Status != HealthStatus.Unhealthy;

    /// <summary>Descriptions of the failing checks.</summary>
    public string Complaints => string.Join(" ",
        Health.Entries.Values.Where(check => check.Status != HealthStatus.Healthy).Select(check => check.Description));

    /// <summary>The last two minutes of each plotted figure.</summary>
    public IReadOnlyDictionary<string, double[]> Plots { get; } = history.Read();

    /// <summary>The last two minutes as JSON, for a page that was in the background.</summary>
    public IActionResult OnGetPlots()
    {
        Response.Headers.CacheControl = "no-store";
        return new JsonResult(Plots);
    }

    /// <summary>Reads the counters.</summary>
    public async Task OnGetAsync()
    {
        Stats = reader.Read();
        Health = await health.CheckHealthAsync(HttpContext.RequestAborted);
        Response.Headers.CacheControl = "no-store";
    }
}
