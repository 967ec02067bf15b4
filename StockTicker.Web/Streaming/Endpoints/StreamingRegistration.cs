using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Hosting;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Sockets;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Streaming.Endpoints;

internal static class StreamingRegistration
{
    // Limits the wait for clients that do not read, so that the process ends within three seconds.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    // The kernel's buffer for a client that does not read; Linux doubles it. By default, it would grow to megabytes and delay the
    // detection of slow clients.
    private const int SendBuffer = 64 * 1024;

    /// <summary>Adds the event log and the streams.</summary>
    public static IServiceCollection AddStreaming(this IServiceCollection services)
    {
        services.AddOptions<StreamingOptions>().Configure<IConfiguration>((options, configuration) => options.Read(configuration)).ValidateOnStart();
        services.AddSingleton<EventLog>();
        services.AddSingleton<IObserver<QuoteBatch>>(provider => provider.GetRequiredService<EventLog>());
        services.AddSingleton<IEventPublisher, LocalPublisher>();
        services.AddSingleton<IInstances, NoInstances>();
        services.AddSingleton<ChannelRegistry>();
        services.AddSingleton<Hello>();
        services.AddSingleton<StreamMetrics>();
        services.AddSingleton<StatsReader>();
        services.AddSingleton<StreamDispatcher>();
        services.AddSingleton<StreamLimiter>();
        services.AddSingleton<StreamHandles>();
        services.AddSingleton<StreamHost>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamDispatcher>());
        services.AddHostedService<HeapTrimmer>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = Listen);
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<StreamingOptions>, TimeProvider>((kestrel, options, time) =>
        {
            if (options.Value.TakeOver)
                kestrel.ConfigureEndpointDefaults(endpoint => ConnectionTakeover.Use(endpoint, time, options.Value.WriteTimeout));
        });
        return services;
    }

    private static Socket Listen(EndPoint endpoint)
    {
        if (endpoint is UnixDomainSocketEndPoint unix)
            UnixSocketFile.RemoveIfDead(unix);
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (endpoint is IPEndPoint)
            socket.SendBufferSize = SendBuffer;
        return socket;
    }
}
