
namespace StockTicker.Web;

/// <summary>What an error looks like: a page for people, problem details for programs.</summary>
internal static class ErrorPages
{
    /// <summary>Answers every empty error status and every exception.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
            app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWhen(WantsPage, pages => pages.UseStatusCodePagesWithReExecute("/error/{0}"));
    }

    private static bool WantsPage(HttpContext context) =>
        context.Request.GetTypedHeaders().Accept.Any(range => range.MediaType == "text/html");
}
