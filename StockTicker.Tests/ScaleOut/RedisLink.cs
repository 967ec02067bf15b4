using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StockTicker.Tests.Interoperability;

namespace StockTicker.Tests.ScaleOut;

/// <summary>The network between one instance and Redis, which a test can interrupt.</summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<TcpClient, TcpClient> _connections = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, FreePort.Next());
    private readonly int _redis;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = Opened();
    private volatile bool _refuses;

    /// <summary>Forwards to the Redis at a port on the loopback.</summary>
    public RedisLink(int redis)
    {
        _redis = redis;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The connection string of the instance.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Loses everything that is sent, without closing a connection, like a network that is cut.</summary>
    public void Silence() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Closes all connections, also new ones, like a firewall.</summary>
    public void Refuse()
    {
        _refuses = true;
        foreach (var connection in _connections.Keys)
            connection.Close();
    }

    /// <summary>Connects again. What was underway has been delayed or lost.</summary>
    public void Restore()
    {
        _refuses = false;
        _open.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        Restore();
        foreach (var (instance, redis) in _connections)
        {
            instance.Close();
            redis.Close();
        }
        await _accepting;
        _over.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_over.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ForwardAsync(TcpClient instance)
    {
        using var redis = new TcpClient();
        using (instance)
        {
            try
            {
                if (_refuses)
                    return;
                await redis.ConnectAsync(IPAddress.Loopback, _redis, _over.Token);
                _connections[instance] = redis;
                if (_refuses)
                    return;
                var ended = await Task.WhenAny(CopyAsync(instance, redis), CopyAsync(redis, instance));
                await ended;
            }
            catch (Exception closed) when (closed is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
            }
            finally
            {
                _connections.TryRemove(instance, out _);
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _over.Token) is > 0 and var read)
        {
            await _open.Task;
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _over.Token);
        }
    }
}
