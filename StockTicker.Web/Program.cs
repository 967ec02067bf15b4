using Microsoft.Extensions.Options;
using StockTicker.Web.Alerts;
using StockTicker.Web.Api;
using StockTicker.Web.Broadcasting;
using StockTicker.Web.Configuration;
using StockTicker.Web.Health;
using StockTicker.Web.Hosting;
using StockTicker.Web.Limits;
using StockTicker.Web.Market.Sources;
using StockTicker.Web.Pages;
using StockTicker.Web.ScaleOut;
using StockTicker.Web.Security;
using StockTicker.Web.Stepping;
using StockTicker.Web.Storage;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Telemetry;
using StockTicker.Web.Tutorial;
using StockTicker.Web.Watchlists;

WebApplicationBuilder? builder = null;
var hasStarted = false;
try
{
    builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = args,
        ApplicationName = typeof(Program).Assembly.GetName().Name,
        // Settings and published assets are next to the assembly, regardless of the working directory.
        ContentRootPath = AppContext.BaseDirectory,
    });
    // Most of the framework's settings are read when they are first needed, which may be during a request.
    if (SettingsCheck.Problems(builder.Configuration, builder.Environment.ContentRootPath) is { Count: > 0 } problems)
        return StartFailure.Report(problems);
    builder.WebHost.UseStaticWebAssets();
    // In unpublished runs, the framework's fallback for new files would change the status of requests for paths that do not exist.
    builder.WebHost.UseSetting("DisableStaticAssetNotFoundRuntimeFallback", "true");
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
        .AddScaleOut()
        .AddBroadcasting()
        .AddTutorial()
        .AddStepping()
        .AddHealth()
        .AddTelemetry(builder.Configuration)
        .AddSystemd()
        .AddErrorPages()
        .AddPageCompression()
        .AddAssets()
        .AddStatusHistory()
        .AddApiDescription()
        .AddRazorPages(pages => pages.Conventions.AddPageConventions());
    builder.Services.AddControllers().AddInternalControllers().UseProblemForInvalidBodies();
    builder.Services.LoadDataProtectionKeysLazily();

    var app = builder.Build();
    app.Lifetime.ApplicationStarted.Register(() => hasStarted = true);
    // Report all invalid settings at once, before any of them is used.
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    var storage = app.Services.GetRequiredService<IOptions<StorageOptions>>().Value;
    app.LogAfterStart(SettingsCheck.Warnings(builder.Configuration, app.Environment.EnvironmentName).Append(storage.MemoryWarning));
    app.UseMountPath();
    app.UseErrorPages();
    app.UseLargeBodyRefusal();
    app.UseFormBuffering();
    app.UseSlashesOfProxies();
    app.UseRouting();
    app.UseSlashesInRoutes();
    app.UsePageCompression();
    app.UseCors();
    app.UseCrossSiteRefusal();
    app.UseAuthentication();
    app.UseAuthorization();
    app.MapStaticAssets();
    app.MapStyles();
    app.MapControllers();
    app.MapTutorial();
    app.MapHealth();
    app.MapApiDescription();
    app.MapRazorPages().WithStaticAssets();
    return await app.RunToExitAsync();
}
catch (OperationCanceledException)
{
    // Stopped during startup.
    return 0;
}
catch (Exception fault) when (!hasStarted && fault is not HostAbortedException)
{
    return StartFailure.Report(StartFailure.ReasonsFor(fault, builder?.Configuration));
}
