using Microsoft.Extensions.Options;
using StockTicker.Web.Alerts;
using StockTicker.Web.Api;
using StockTicker.Web.Broadcasting;
using StockTicker.Web.Health;
using StockTicker.Web.Hosting;
using StockTicker.Web.Limits;
using StockTicker.Web.Market;
using StockTicker.Web.Security;
using StockTicker.Web.Stepping;
using StockTicker.Web.Storage;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Telemetry;
using StockTicker.Web.Watchlists;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    // Settings and published assets are next to the assembly, regardless of the working directory.
    ContentRootPath = AppContext.BaseDirectory,
});
builder.WebHost.UseStaticWebAssets();
builder.Logging.KeepStartQuiet();
builder.Services
    .AddStorage()
    .AddMarket()
    .AddStreaming()
    .AddWatchlists()
    .AddAlerts()
    .AddStreamSecurity()
    .AddProtection()
    .AddLimits()
    .AddBroadcasting()
    .AddSingleton<StepGate>()
    .AddHealth()
    .AddTelemetry(builder.Configuration)
    .AddSystemd()
    .AddErrorPages()
    .AddPageCompression()
    .AddApiDescription()
    .AddRazorPages(pages => pages.Conventions.ConfigureFilter(new MethodNotAllowedPageFilter()));
builder.Services.AddControllers().AddInternalControllers().UseProblemForInvalidBodies();
builder.Services.LoadDataProtectionKeysLazily();

if (StartFailure.ProblemOfAddresses(builder.Configuration[WebHostDefaults.ServerUrlsKey]) is { } problem)
    return StartFailure.Report([problem]);
try
{
    var app = builder.Build();
    // Report all invalid settings at once, before any of them is used.
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    app.UseMountPath();
    app.UseErrorPages();
    app.UseRouting();
    app.UseSlashesInRoutes();
    app.UsePageCompression();
    app.UseCors();
    app.UseCrossSiteRefusal();
    app.UseAuthentication();
    app.UseAuthorization();
    app.MapStaticAssets();
    app.MapControllers();
    app.MapHealth();
    app.MapApiDescription();
    app.MapRazorPages().WithStaticAssets();
    await app.RunAsync();
    return 0;
}
catch (Exception bad) when (StartFailure.BadSettings(bad) is { } problems)
{
    return StartFailure.Report(problems);
}
catch (OperationCanceledException)
{
    // Stopped during startup.
    return 0;
}
catch (Exception bad) when (StartFailure.IsAboutAddress(bad))
{
    return StartFailure.Report([$"{bad.Message.TrimEnd('.')}. Choose another address with --urls http://localhost:5001."]);
}
