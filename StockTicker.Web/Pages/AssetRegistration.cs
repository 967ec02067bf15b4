namespace StockTicker.Web.Pages;

internal static class AssetRegistration
{
    /// <summary>Adds <see cref="ModuleGraph"/>, <see cref="StyleBundles"/> and <see cref="AssetVersion"/>.</summary>
    public static IServiceCollection AddAssets(this IServiceCollection services) =>
        services.AddSingleton<ModuleGraph>().AddSingleton<StyleBundles>().AddSingleton<AssetVersion>();
}
