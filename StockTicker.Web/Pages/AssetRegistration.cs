namespace StockTicker.Web.Pages;

internal static class AssetRegistration
{
    /// <summary>Adds <see cref="ModuleGraph"/> and <see cref="AssetVersion"/>.</summary>
    public static IServiceCollection AddAssets(this IServiceCollection services) =>
        services.AddSingleton<ModuleGraph>().AddSingleton<AssetVersion>();
}
