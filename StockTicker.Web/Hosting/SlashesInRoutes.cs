using Microsoft.AspNetCore.Http.Features;
using StockTicker.Domain;

namespace StockTicker.Web.Hosting;

/// <summary>
/// Slashes in route values, as in the symbol <c>BTC/USD</c>, whose addresses have <c>BTC%2FUSD</c>. The server decodes everything else, but
/// leaves slashes encoded so that they do not divide the path. Some proxies decode them too; nginx does where it removes a part of the path.
/// </summary>
internal static class SlashesInRoutes
{
    private const string Encoded = "%2F";
    private const string EncodedTwice = "%252F";

    private static readonly string[] Folders = ["/stocks/", "/quotes/"];
    private static readonly string[] Ends = ["/candles", "/trades"];

    /// <summary>Encodes the slashes in symbols that a proxy has decoded. Call it before routing.</summary>
    public static void UseSlashesOfProxies(this WebApplication app) => app.Use((context, next) =>
    {
        var instruments = context.RequestServices.GetRequiredService<StockBook>().Instruments;
        context.Request.Path = Encode(context.Request.Path.Value!, instruments);
        return next(context);
    });

    /// <summary>Decodes the route values of each request. Call it after routing.</summary>
    public static void UseSlashesInRoutes(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Path.Value!.Contains(Encoded, StringComparison.OrdinalIgnoreCase) && !IsEncodedTwice(context))
        {
            foreach (var (name, value) in context.Request.RouteValues.ToList())
            {
                if (value is string text)
                    context.Request.RouteValues[name] = Decode(text);
            }
        }
        return next(context);
    });

    /// <summary>Encodes the slashes between the folder of instruments and the name of a part of one, if there is such an instrument.</summary>
    public static string Encode(string path, InstrumentCatalog instruments)
    {
        if (Array.Find(Folders, start => path.StartsWith(start, StringComparison.OrdinalIgnoreCase)) is not { } folder)
            return path;
        var end = Array.Find(Ends, name => path.EndsWith(name, StringComparison.OrdinalIgnoreCase)) ?? "";
        if (path.Length <= folder.Length + end.Length)
            return path;
        var symbol = path[folder.Length..^end.Length].TrimEnd('/');
        return symbol.Contains('/') && instruments.TryGet(symbol, out _)
            ? $"{path[..folder.Length]}{symbol.Replace("/", Encoded, StringComparison.Ordinal)}{path[^end.Length..]}"
            : path;
    }

    /// <summary>Decodes a part of a path.</summary>
    public static string Decode(string segment) => segment.Replace(Encoded, "/", StringComparison.OrdinalIgnoreCase);

    // The server has decoded the percent sign, so that the path does not show that it was another address.
    private static bool IsEncodedTwice(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>()?.RawTarget.Contains(EncodedTwice, StringComparison.OrdinalIgnoreCase) is true;
}
