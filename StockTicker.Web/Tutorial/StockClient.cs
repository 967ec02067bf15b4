using System.Net.ServerSentEvents;
using System.Threading.Channels;

namespace StockTicker.Web.Tutorial;

/// <summary>
/// The updates that wait for one client. A client that keeps up gets each update. For a client that does not, only the latest of each stock
/// waits, so that its memory does not grow. Thread-safe.
/// </summary>
internal sealed class StockClient(int stocks)
{
    private const int MinWaiting = 1000;

    private int _maxWaiting = Math.Max(2 * stocks, MinWaiting);
    private readonly Lock _gate = new();
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private List<StockUpdate> _waiting = [];

    /// <summary>The sequence of the batch up to which the client has everything when it joins.</summary>
    public long Through { get; set; }

    /// <summary>Adds the updates of a batch, unless the client has it already.</summary>
    public void Add(List<StockUpdate> updates, long sequence)
    {
        if (sequence <= Through)
            return;
        lock (_gate)
        {
            _waiting.AddRange(updates);
            if (_waiting.Count > _maxWaiting)
            {
                _waiting = Latest(_waiting);
                // Stocks can be listed while the client is connected.
                _maxWaiting = Math.Max(_maxWaiting, 2 * _waiting.Count);
            }
            _added.Writer.TryWrite(true);
        }
    }

    /// <summary>Waits until there are updates.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken end) => _added.Reader.ReadAsync(end);

    /// <summary>Takes all updates that wait.</summary>
    public List<StockUpdate> Take()
    {
        lock (_gate)
        {
            var taken = _waiting;
            _waiting = [];
            return taken;
        }
    }

    // Without the ids in between: only after the last update has the client everything up to its id.
    private static List<StockUpdate> Latest(List<StockUpdate> updates)
    {
        var latest = new List<StockUpdate>();
        var seen = new HashSet<int>();
        for (var i = updates.Count - 1; i >= 0; i--)
        {
            if (seen.Add(updates[i].Index))
                latest.Add(i == updates.Count - 1 ? updates[i] : updates[i] with { Event = new SseItem<string>(updates[i].Event.Data) });
        }
        latest.Reverse();
        return latest;
    }
}
