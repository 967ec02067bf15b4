using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace StockTicker.Benchmarks.Baselines;

/// <summary>
/// Server-Sent Events with <c>TypedResults.ServerSentEvents</c>: a channel for each client, whose items the framework serializes.
/// </summary>
internal sealed class TypedServer : IBatchSink
{
    // A client that lags further behind loses events.
    private const int MaxWaiting = 256;

    private readonly ConcurrentDictionary<Channel<BatchMessage>, bool> _clients = new();

    /// <summary>Maps <c>/stream</c>.</summary>
    public static void Map(WebApplication application) =>
        application.MapGet("/stream", (TypedServer server, CancellationToken left) => TypedResults.ServerSentEvents(server.ReadAsync(left)));

    /// <inheritdoc/>
    public Task SendAsync(BatchMessage batch)
    {
        foreach (var (client, _) in _clients)
            client.Writer.TryWrite(batch);
        return Task.CompletedTask;
    }

    private async IAsyncEnumerable<SseItem<BatchMessage>> ReadAsync([EnumeratorCancellation] CancellationToken left)
    {
        var client = Channel.CreateBounded<BatchMessage>(MaxWaiting);
        _clients[client] = true;
        try
        {
            await foreach (var batch in client.Reader.ReadAllAsync(left))
                yield return new SseItem<BatchMessage>(batch, "quotes") { EventId = batch.Id };
        }
        finally
        {
            _clients.TryRemove(client, out _);
        }
    }
}
