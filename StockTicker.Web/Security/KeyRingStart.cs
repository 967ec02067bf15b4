using Microsoft.AspNetCore.DataProtection;

namespace StockTicker.Web.Security;

/// <summary>
/// Reads the keys of cookies from the database once the server answers, so that neither the start nor the first who signs in waits for it.
/// </summary>
internal sealed class KeyRingStart(IDataProtectionProvider protection, IHostApplicationLifetime application, ILogger<KeyRingStart> logger)
    : BackgroundService
{
    /// <summary>Puts it in the place of the framework's own, which the start waits for. Nothing that adds that one may come after.</summary>
    public static void Replace(IServiceCollection services)
    {
        services.Remove(services.Single(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(IDataProtectionBuilder).Assembly));
        services.AddHostedService<KeyRingStart>();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await application.WhenStartedAsync(
                () => Task.FromResult(protection.CreateProtector(nameof(KeyRingStart)).Protect([])), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // whoever needs a key tries again, and is told what is wrong
        catch (Exception fault)
        {
            logger.LogWarning(fault, "The keys of cookies cannot be read yet.");
        }
#pragma warning restore CA1031
    }
}
