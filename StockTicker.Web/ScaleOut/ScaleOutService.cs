using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.ScaleOut;

/// <summary>Runs this process as a member of the cluster if <see cref="ScaleOutOptions.IsOn"/>. Otherwise nothing of Redis is loaded.</summary>
internal sealed class ScaleOutService(IServiceProvider services, IOptions<ScaleOutOptions> options) : BackgroundService, IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => options.Value.IsOn ? JoinAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.IsOn ? RunAsync(stoppingToken) : Task.CompletedTask;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task JoinAsync(CancellationToken cancellationToken) => services.GetRequiredService<ClusterMember>().JoinAsync(cancellationToken);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task RunAsync(CancellationToken stoppingToken) => services.GetRequiredService<ClusterMember>().RunAsync(stoppingToken);
}
