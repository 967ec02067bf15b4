using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Hosting;

namespace StockTicker.Tests.Starting;

public sealed class HostExitTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_process_whose_background_service_failed_exits_with_1_and_says_why(bool fails, int expected)
    {
        using var log = new LogRecorder();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log).KeepStartQuiet();
        builder.Services.AddSingleton<IHostedService>(provider =>
            new Ending(fails ? null : provider.GetRequiredService<IHostApplicationLifetime>()));
        using var host = builder.Build();

        Assert.Equal(expected, await host.RunToExitAsync());

        Assert.Equal(fails, log.Lines.Any(line => line.Contains(nameof(NotSupportedException), StringComparison.Ordinal)));
    }

    /// <summary>Stops the host, or fails.</summary>
    private sealed class Ending(IHostApplicationLifetime? application) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            (application ?? throw new NotSupportedException()).StopApplication();
        }
    }
}
