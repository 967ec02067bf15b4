using StockTicker.Web.Hosting;

namespace StockTicker.Web.Pages;

/// <summary>Serves each <see cref="StyleBundle"/>.</summary>
internal static class StyleEndpoint
{
    /// <summary>The route of the bundles, which is not part of the API.</summary>
    public const string Route = "/styles/{name}.css";

    private const string Version = "v";

    /// <summary>Gets the address of a bundle, below the application's path. With another text, it is another.</summary>
    public static string AddressOf(StyleBundle bundle, StyleBundles styles) => $"~/styles/{bundle.Name}.css?{Version}={styles[bundle].Version}";

    /// <summary>Maps the endpoint.</summary>
    public static void MapStyles(this IEndpointRouteBuilder endpoints) => endpoints
        .MapMethods(Route, [HttpMethods.Get, HttpMethods.Head], Serve)
        .WithMetadata(new CompressedAttribute());

    private static IResult Serve(string name, HttpContext context, StyleBundles styles)
    {
        if (!StyleBundle.All.TryGetValue(name, out var bundle))
            return Results.NotFound();
        var found = styles[bundle];
        context.Response.Headers.CacheControl = context.Request.Query[Version] == found.Version ? "max-age=31536000, immutable" : "no-cache";
        return Results.Text(found.Css, "text/css; charset=utf-8");
    }
}
