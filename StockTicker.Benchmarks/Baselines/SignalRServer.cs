using Microsoft.AspNetCore.SignalR;

namespace StockTicker.Benchmarks.Baselines;

/// <summary>A SignalR hub that broadcasts each batch.</summary>
internal sealed class SignalRServer(IHubContext<MarketHub> hub) : IBatchSink
{
    /// <summary>Maps <c>/market</c>.</summary>
    public static void Map(WebApplication application) => application.MapHub<MarketHub>("/market");

    /// <inheritdoc/>
    public Task SendAsync(BatchMessage batch) => hub.Clients.All.SendAsync("quotes", batch);
}

/// <summary>The hub. It has no methods, because clients only receive.</summary>
internal sealed class MarketHub : Hub;
