using System.Net;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Sockets;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>
/// Keeps streams open. A stream that has its connection to itself outlives the request that asked for it, so nothing of the request is
/// kept here.
/// </summary>
internal sealed class StreamHost(
    EventLog log, Hello hello, ChannelRegistry channels, StreamDispatcher dispatcher, MarketClock clock, TimeProvider time,
    StreamMetrics metrics, IOptions<StreamingOptions> options, ILogger<StreamHost> logger)
{
    /// <summary>Begins a stream whose channels were subscribed to: writes the response's headers, and goes on with or without it.</summary>
    /// <param name="lease">Is given back when the stream ends.</param>
    public async Task OpenAsync(StreamRequest request, HttpContext context, bool gzip, StreamLease lease)
    {
        var handedOver = false;
        try
        {
            var subscription = new Subscription(request, log, hello, clock, time, options.Value.HeartbeatInterval);
            if (request.LastEventId is not null && subscription.Start.Mode == StartMode.Snapshot)
                metrics.Resynchronised();
            await context.Response.StartAsync();
            handedOver = true;
            if (ConnectionTakeover.Of(context) is { } connection)
                TakeOver(connection, request, subscription, gzip, lease, context.Connection.RemoteIpAddress,
                    chunked: context.Response.Headers.TransferEncoding == "chunked");
            else
                await RunAsync(request, subscription, gzip, new PipeSink(context.Response.BodyWriter, time), lease,
                    context.Connection.RemoteIpAddress, context.Abort, context.RequestAborted);
        }
        finally
        {
            if (!handedOver)
            {
                channels.Unsubscribe(request.Channels);
                lease.Dispose();
            }
        }
    }

    // Apart, so that what is kept for the stream does not keep the request.
    private void TakeOver(ConnectionTakeover connection, StreamRequest request, Subscription subscription, bool gzip, StreamLease lease,
        IPAddress? address, bool chunked) =>
        connection.TakeOver(() => RunAsync(
            request, subscription, gzip, new SocketSink(connection.Socket, chunked), lease, address, connection.Abort, connection.Closed));

    // Until the client has gone, the server goes away or the client has fallen too far behind.
    private async Task RunAsync(
        StreamRequest request, Subscription subscription, bool gzip, IFrameSink sink, StreamLease lease, IPAddress? address, Action abort,
        CancellationToken gone)
    {
        using var held = lease;
        using var connection = new StreamConnection(
            subscription, sink, gzip, time, options.Value.WriteTimeout, EndOf(request),
            hasTimer: (request.Interval > TimeSpan.Zero || request.Periodic.Count > 0) && !clock.IsManual, metrics, Cut);
        using var left = gone.UnsafeRegister(static connection => ((StreamConnection)connection!).End(EndReason.ClientGone), connection);
        dispatcher.Add(connection);
        try
        {
            connection.Start();
            await connection.Ended;
        }
        finally
        {
            connection.Shard.Remove(connection);
            channels.Unsubscribe(request.Channels);
            metrics.EndedOne();
        }

        void Cut()
        {
            logger.LogInformation("A client at {Address} took nothing for {WriteTimeout}; its stream is ended.", address, options.Value.WriteTimeout);
            abort();
        }
    }

    // A stream that needs a token ends with it. One that is taken in the time that clocks may differ by ends with that time.
    private DateTimeOffset EndOf(StreamRequest request) => request is not { User.Expires: var expires } ? DateTimeOffset.MaxValue
        : expires > time.GetUtcNow() ? expires
        : expires + TokenLifetime.Skew;
}
