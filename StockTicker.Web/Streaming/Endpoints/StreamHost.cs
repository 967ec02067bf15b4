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
/// Runs open streams. A stream that takes over its connection outlives its request, so nothing of the request is retained here.
/// </summary>
internal sealed class StreamHost(
    EventLog log, Hello hello, ChannelRegistry channels, StreamDispatcher dispatcher, MarketClock clock, TimeProvider time,
    StreamMetrics metrics, SignOuts signOuts, StreamHandles handles, IOptions<StreamingOptions> options, ILogger<StreamHost> logger)
{
    /// <summary>
    /// Opens a stream whose channels are already subscribed: writes the response headers, then takes over the connection or writes to
    /// the response.
    /// </summary>
    /// <param name="lease">The lease, which is returned when the stream ends.</param>
    /// <param name="handle">The client's handle, or null.</param>
    public async Task OpenAsync(StreamRequest request, HttpContext context, bool gzip, StreamLease lease, string? handle)
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
                TakeOver(connection, request, subscription, gzip, lease, context.Connection.RemoteIpAddress, handle,
                    chunked: context.Response.Headers.TransferEncoding == "chunked");
            else
                await RunAsync(request, subscription, gzip, new PipeSink(context.Response.BodyWriter, time), lease,
                    context.Connection.RemoteIpAddress, handle, context.Abort, context.RequestAborted);
        }
        finally
        {
            if (!handedOver)
            {
                channels.Unsubscribe(request.Channels, context.Connection.RemoteIpAddress);
                lease.Dispose();
            }
        }
    }

    // A separate method, so that the closure does not capture the request.
    private void TakeOver(ConnectionTakeover connection, StreamRequest request, Subscription subscription, bool gzip, StreamLease lease,
        IPAddress? address, string? handle, bool chunked) =>
        connection.TakeOver(() => RunAsync(
            request, subscription, gzip, new SocketSink(connection.Socket, chunked), lease, address, handle, connection.Abort, connection.Closed));

    // Completes when the client disconnects, the server shuts down, or the client has fallen too far behind.
    private async Task RunAsync(
        StreamRequest request, Subscription subscription, bool gzip, IFrameSink sink, StreamLease lease, IPAddress? address, string? handle,
        Action abort, CancellationToken gone)
    {
        using var _ = lease;
        using var connection = new StreamConnection(
            subscription, sink, gzip, time, options.Value.WriteTimeout, EndOf(request),
            hasTimer: (request.Interval > TimeSpan.Zero || request.Periodic.Count > 0) && !clock.IsManual, metrics, Cut);
        using var left = gone.UnsafeRegister(static connection => ((StreamConnection)connection!).End(EndReason.ClientGone), connection);
        using var signedOut = request.User is { SignIn: { } signIn } ? signOuts.Register(signIn, () => connection.End(EndReason.Expired)) : null;
        using var registered = handle is null ? null : handles.Register(handle, abort, () => connection.End(EndReason.Shutdown));
        dispatcher.Add(connection);
        try
        {
            connection.Start();
            await connection.Ended;
        }
        finally
        {
            connection.Shard.Remove(connection);
            channels.Unsubscribe(request.Channels, address);
            metrics.EndedOne();
        }

        void Cut()
        {
            logger.LogInformation(
                "Closing the stream to {Address}: the client did not read for {WriteTimeout}.", address, options.Value.WriteTimeout);
            abort();
        }
    }

    // A stream that requires a token ends with it.
    private DateTimeOffset EndOf(StreamRequest request) =>
        request is { User.Expires: var expires } ? TokenLifetime.EndOf(expires, time.GetUtcNow()) : DateTimeOffset.MaxValue;
}
