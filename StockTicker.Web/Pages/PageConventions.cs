using Microsoft.AspNetCore.Mvc.ApplicationModels;
using StockTicker.Web.Hosting;
using StockTicker.Web.Security;

namespace StockTicker.Web.Pages;

internal static class PageConventions
{
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds what all pages have in common.</summary>
    public static void AddPageConventions(this PageConventionCollection pages)
    {
        pages.ConfigureFilter(new MethodNotAllowedPageFilter());
        pages.ConfigureFilter(new PersonalContent());
        // Otherwise, a page would match any method, and antiforgery would reject an unsupported one with 400.
        pages.AddFolderRouteModelConvention("/", page =>
        {
            // An error page is re-executed with the method of the failed request.
            if (page.ViewEnginePath == "/Error")
                return;
            string[] methods = page.ViewEnginePath == "/SignIn" ? [.. Read, HttpMethods.Post] : Read;
            foreach (var selector in page.Selectors)
                selector.EndpointMetadata.Add(new HttpMethodMetadata(methods));
        });
    }
}
