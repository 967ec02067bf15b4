namespace StockTicker.Web.Hosting;

/// <summary>
/// Decodes encoded slashes in route values, such as <c>BRK%2FB</c>. The server decodes everything else, but leaves slashes encoded so that
/// they do not divide the path.
/// </summary>
internal static class SlashesInRoutes
{
    private const string Encoded = "%2F";

    /// <summary>Decodes the route values of each request. Call it after routing.</summary>
    public static void UseSlashesInRoutes(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Path.Value!.Contains(Encoded, StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (name, value) in context.Request.RouteValues.ToList())
            {
                if (value is string text)
                    context.Request.RouteValues[name] = Decode(text);
            }
        }
        return next(context);
    });

    /// <summary>Decodes a part of a path.</summary>
    public static string Decode(string segment) => segment.Replace(Encoded, "/", StringComparison.OrdinalIgnoreCase);
}
