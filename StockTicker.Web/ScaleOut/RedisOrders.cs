using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Web.ScaleOut;

/// <summary>Orders by Redis's publish and subscribe.</summary>
internal sealed class RedisOrders(RedisConnection redis, MarketLease lease, StreamHandles handles, SignOuts signOuts, TimeProvider time) : IOrders
{
    private const string Disconnect = "disconnect";
    private const string Disconnected = "disconnected";
    private const string SignOut = "sign-out";

    // How long to wait for the others' responses.
    private static readonly TimeSpan ResponseTime = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Responses> _waiting = [];

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public event Action<string, string>? Received;

    /// <inheritdoc/>
    public event Action? Restored;

    /// <summary>Begins to receive orders.</summary>
    public async Task StartAsync()
    {
        await redis.Subscriber.SubscribeAsync(redis.Orders, (_, message) => Receive(message.ToString()));
        redis.SubscriberRestored += () =>
        {
            signOuts.Reload();
            Restored?.Invoke();
        };
        signOuts.Added += (signIn, expires) => _ = TellAsync(SignOut, $"{expires.ToUnixTimeSeconds()} {signIn}");
    }

    /// <inheritdoc/>
    public async Task TellAsync(string kind, string argument)
    {
        try
        {
            await redis.Subscriber.PublishAsync(redis.Orders, JsonSerializer.Serialize(new Order(lease.Owner, kind, argument)));
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            // The others read everything again when they are connected.
        }
    }

    /// <summary>Disconnects the streams with a handle on the other instances, and returns their number.</summary>
    /// <param name="handle">The client's handle.</param>
    /// <param name="how">How to disconnect them.</param>
    /// <param name="others">The number of other instances.</param>
    public async Task<int> DisconnectAsync(string handle, Disconnection how, int others)
    {
        var request = Guid.NewGuid().ToString("N");
        var responses = _waiting[request] = new Responses(others);
        try
        {
            await TellAsync(Disconnect, $"{request} {how} {handle}");
            await responses.Complete.Task.WaitAsync(others == 0 ? TimeSpan.Zero : ResponseTime, time);
        }
        catch (TimeoutException)
        {
            // One of them has left, or is slow.
        }
        finally
        {
            _waiting.TryRemove(request, out _);
        }
        return responses.Count;
    }

    private void Receive(string message)
    {
        if (JsonSerializer.Deserialize<Order>(message) is not { } order || order.From == lease.Owner)
            return;
        var words = order.Argument.Split(' ', 3);
        switch (order.Kind)
        {
            case Disconnect when Enum.TryParse<Disconnection>(words[1], out var how):
                var count = handles.Disconnect(words[2], how);
                _ = TellAsync(Disconnected, string.Create(CultureInfo.InvariantCulture, $"{words[0]} {count}"));
                break;
            case Disconnected when _waiting.TryGetValue(words[0], out var responses):
                responses.Add(int.Parse(words[1], CultureInfo.InvariantCulture));
                break;
            case SignOut:
                var end = order.Argument.IndexOf(' ', StringComparison.Ordinal);
                signOuts.Note(order.Argument[(end + 1)..], DateTimeOffset.FromUnixTimeSeconds(long.Parse(order.Argument[..end], CultureInfo.InvariantCulture)));
                break;
            default:
                Received?.Invoke(order.Kind, order.Argument);
                break;
        }
    }

    private sealed record Order(string From, string Kind, string Argument);

    private sealed class Responses(int expected)
    {
        private int _left = expected;
        private int _count;

        public TaskCompletionSource Complete { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count => Volatile.Read(ref _count);

        public void Add(int count)
        {
            Interlocked.Add(ref _count, count);
            if (Interlocked.Decrement(ref _left) == 0)
                Complete.TrySetResult();
        }
    }
}
