namespace StockTicker.Web.Watchlists;

internal static class WatchlistRegistration
{
    /// <summary>Adds users' watchlists.</summary>
    public static IServiceCollection AddWatchlists(this IServiceCollection services) => services.AddSingleton<WatchlistStore>();
}
