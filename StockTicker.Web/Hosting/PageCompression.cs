using System.IO.Compression;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.ResponseCompression;

namespace StockTicker.Web.Hosting;

/// <summary>Compresses pages: a board of 250 rows is half a megabyte of HTML, and a tenth of it compressed.</summary>
internal static class PageCompression
{
    /// <summary>Adds what <see cref="UsePageCompression"/> needs.</summary>
    public static IServiceCollection AddPageCompression(this IServiceCollection services) => services
        .AddResponseCompression(options =>
        {
            // Pages say nothing secret beside words of the address, which is what compression under HTTPS could give away.
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html"];
        })
        .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest)
        .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);

    /// <summary>Compresses Razor Pages and nothing else: streams and quotes bring compressed forms of their own.</summary>
    public static void UsePageCompression(this WebApplication app) => app.UseWhen(
        context => context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null,
        pages => pages.UseResponseCompression());
}
