using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace StockTicker.Web.Streaming;

/// <summary>Gives connections a <see cref="SocketWriter"/> in place of Kestrel's own output.</summary>
internal static class SocketWriterMiddleware
{
    /// <summary>Applies to every connection of the endpoint that has a socket; TLS and HTTP/2 write through it as through any pipe.</summary>
    public static void UseSocketWriter(this ListenOptions endpoint, TimeProvider time) =>
        endpoint.Use(next => connection => RunAsync(connection, next, time));

    /// <summary>
    /// Where the stream that answers this request is written to: the socket itself under plain HTTP/1, and the response's own writer
    /// wherever something comes between. The response must have started.
    /// </summary>
    public static IFrameSink SinkOf(HttpContext context, TimeProvider time)
    {
        var (features, request) = (context.Features, context.Request);
        return features.Get<SocketWriter>() is { } socket && features.Get<ITlsHandshakeFeature>() is null
            && (HttpProtocol.IsHttp11(request.Protocol) || HttpProtocol.IsHttp10(request.Protocol))
            ? new SocketSink(socket, chunked: context.Response.Headers.TransferEncoding == "chunked")
            : new PipeSink(context.Response.BodyWriter, time);
    }

    private static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next, TimeProvider time)
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is not { Socket: var socket })
        {
            await next(connection);
            return;
        }
        // A send that would wait says so instead.
        socket.Blocking = false;
        var writer = new SocketWriter(socket, time);
        connection.Features.Set(writer);
        var transport = connection.Transport;
        connection.Transport = new Duplex(transport.Input, writer);
        try
        {
            await next(connection);
            await writer.DrainAsync();
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
