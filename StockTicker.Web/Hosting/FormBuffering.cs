using Microsoft.AspNetCore.WebUtilities;

namespace StockTicker.Web.Hosting;

/// <summary>Reads forms before anything else does.</summary>
internal static class FormBuffering
{
    // Larger bodies are rejected by the server's limit.
    private const int MaxInMemory = 128 * 1024;

    /// <summary>
    /// Reads the body of a form into memory. The framework would cancel its reading when the client disconnects, which leaves Kestrel's
    /// reader in a state that it logs as a fault.
    /// </summary>
    public static void UseFormBuffering(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.Request.HasFormContentType)
        {
            context.Request.EnableBuffering(MaxInMemory);
            await context.Request.Body.DrainAsync(CancellationToken.None);
            context.Request.Body.Position = 0;
        }
        await next(context);
    });
}
