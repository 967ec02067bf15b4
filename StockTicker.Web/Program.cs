using Microsoft.Extensions.Options;
using StockTicker.Web;
using StockTicker.Web.Health;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Logging.LeaveStartFailuresToMain();
builder.Services
    .AddMarket()
    .AddStreaming()
    .AddHealth()
    .AddProblemDetails()
    .AddRazorPages();
builder.Services.AddControllers().AddInternalControllers();

try
{
    var app = builder.Build();
    app.UseErrorPages();
    app.MapStaticAssets();
    app.MapControllers();
    app.MapHealth();
    app.MapRazorPages().WithStaticAssets();
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException bad)
{
    return StartFailure.Report(bad.Failures);
}
catch (IOException bad) when (bad.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    return StartFailure.Report([$"{bad.Message} Choose another with --urls http://localhost:5001."]);
}
