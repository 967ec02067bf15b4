using System.Net.ServerSentEvents;
using System.Text.Json;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Tutorial;

/// <summary>
/// Step 4: live prices. It observes the market's hub, encodes each update once, and hands it to all clients. A client begins with all
/// prices or, when it resumes, with the updates that it missed.
/// </summary>
internal sealed class StockStream(EventLog log, IInstances instances) : IObserver<QuoteBatch>
{
    private readonly Lock _gate = new();
    private readonly HashSet<StockClient> _clients = [];

    public static IResult Get(StockStream stream, HttpRequest request) => new EventStream(stream.ReadAsync(StreamRequest.Cursor(request)));

    /// <inheritdoc/>
    /// <remarks>The log observes the hub, too, and has numbered the batch before.</remarks>
    public void OnNext(QuoteBatch value)
    {
        lock (_gate)
        {
            if (_clients.Count == 0)
                return;
            var head = log.Head.Quotes;
            var updates = StockUpdate.ListOf(value.Quotes.Select(quote => (quote.Instrument.Index, StockUpdate.Encode(quote))), head.Id);
            foreach (var client in _clients)
                client.Add(updates, head.Sequence);
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

    private async IAsyncEnumerable<SseItem<string>> ReadAsync(
        string? lastEventId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken end = default)
    {
        await instances.CatchUpAsync(lastEventId, end);
        var client = new StockClient(log.Instruments.Count);
        var head = Join(client);
        try
        {
            foreach (var first in Missed(lastEventId, head) ?? [Initial(head.Quotes)])
                yield return first;
            while (true)
            {
                await client.WaitAsync(end);
                foreach (var update in client.Take())
                    yield return update.Event;
            }
        }
        finally
        {
            lock (_gate)
                _clients.Remove(client);
        }
    }

    // From here on, the client gets every batch after the head, whatever is published in the meantime.
    private LogHead Join(StockClient client)
    {
        lock (_gate)
        {
            var head = log.Head;
            client.Through = head.Quotes.Sequence;
            _clients.Add(client);
            return head;
        }
    }

    // Null if the log no longer has what the client missed.
    private List<SseItem<string>>? Missed(string? lastEventId, LogHead head)
    {
        var request = new StreamRequest
        {
            Channels = [ChannelNames.Quotes],
            Filter = SymbolFilter.All,
            Interval = TimeSpan.Zero,
            Snapshot = true,
            LastEventId = lastEventId,
        };
        var start = StreamStart.Of(request, log, head);
        if (start.Mode != StartMode.Resume)
            return null;
        var missed = new List<SseItem<string>>();
        for (var ordinal = start.NextQuotes; ordinal < head.Quotes.End; ordinal++)
        {
            if (!log.Quotes.TryGet(ordinal, out var batch))
                return null;
            var quotes = batch.Slices.Select((slice, position) => (slice.Index, StockUpdate.Encode(batch.QuoteAt(position))));
            missed.AddRange(StockUpdate.ListOf(quotes, log.IdOf(batch.Sequence)).Select(update => update.Event));
        }
        return missed;
    }

    private static SseItem<string> Initial(QuotesState quotes)
    {
        var stocks = quotes.Book.Quotes.ToDictionary(quote => quote.Instrument.Symbol.Value, quote => new { quote.Price, quote.Change });
        return new SseItem<string>(DataLines.Divide(JsonSerializer.SerializeToUtf8Bytes(new { type = "initial", stocks }, StockUpdate.Options)))
        {
            EventId = quotes.Id.ToString(),
        };
    }
}
