using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Tutorial;

/// <summary>
/// Step 6: a broadcaster. It gathers what happens, and once a second writes it to every client as one event that is encoded once.
/// </summary>
internal sealed class EfficientStream(TimeProvider time) : BackgroundService, IObserver<QuoteBatch>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<Channel<SseItem<string>>> _clients = [];
    private SortedDictionary<string, decimal> _prices = new(StringComparer.Ordinal);

    public static IResult Get(EfficientStream stream) => new EventStream(stream.ReadAsync());

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value)
    {
        lock (_gate)
        {
            // Without clients, nothing is gathered.
            if (_clients.Count == 0)
                return;
            foreach (var quote in value.Quotes)
            {
                if (quote.Price is { } price)
                    _prices[quote.Instrument.Symbol.Value] = price;
            }
        }
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Broadcast();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    private void Broadcast()
    {
        lock (_gate)
        {
            if (_clients.Count == 0)
                return;
            var data = JsonSerializer.SerializeToUtf8Bytes(new { timestamp = TimeStream.Iso(time.GetUtcNow()), data = _prices }, JsonSerializerOptions.Web);
            _prices = new(StringComparer.Ordinal);
            var item = new SseItem<string>(DataLines.Divide(data));
            foreach (var client in _clients)
                client.Writer.TryWrite(item);
        }
    }

    private async IAsyncEnumerable<SseItem<string>> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken end = default)
    {
        // A client that does not read misses the oldest events, instead of filling the memory.
        var client = Channel.CreateBounded<SseItem<string>>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
            _clients.Add(client);
        try
        {
            await foreach (var next in client.Reader.ReadAllAsync(end))
                yield return next;
        }
        finally
        {
            lock (_gate)
                _clients.Remove(client);
        }
    }
}
