using System.Text;
using Microsoft.AspNetCore.Http;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Tests.Streaming;

/// <summary>A client that checks each event, and reconnects with its newest id when it is disconnected.</summary>
internal sealed class SubscriptionClient
{
    private readonly TestMarket _market;
    private readonly string _channels;
    private readonly string _query;
    private readonly Dictionary<string, decimal> _prices = [];
    private readonly HashSet<long> _notices = [];
    private Subscription _subscription = null!;
    private StreamRequest _request = null!;
    // The sequence after which the client must have every notice.
    private long _noticesFrom;
    private long _lastSequence;
    private bool _hasBase;

    public SubscriptionClient(TestMarket market, string channels, string query)
    {
        (_market, _channels, _query) = (market, channels, query);
        Connect();
    }

    public string? LastId { get; private set; }

    public string Mode { get; private set; } = "";

    public string Reason { get; private set; } = "";

    public bool IsLost => _subscription.IsLost;

    public void Connect()
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString("?" + _query.TrimStart('&'));
        if (LastId is not null)
            context.Request.Headers["Last-Event-ID"] = LastId;
        Assert.True(StreamRequest.TryParse(_channels, context.Request, _market.Instruments, out _request, out var error), error);
        var hello = new Hello(_market.Log, _market.Clock, _market.Options);
        _subscription = new Subscription(_request, _market.Log, hello, _market.Clock, TimeProvider.System, TimeSpan.FromHours(1));
        Assert.True(_subscription.TryNext(false, out var frame));
        var opening = Parse(frame);
        (Mode, Reason) = (opening.Text("mode")!, opening.Text("reason")!);
        _lastSequence = -1;
        if (LastId is null || Reason != "resumed")
        {
            // Older notices may be missing, but those that follow the first one may not.
            _noticesFrom = _market.Log.Head.Sequence;
            _hasBase = false;
            _prices.Clear();
        }
        if (opening.Id is not null)
            Check(opening);
    }

    public void Read(bool slow, int count)
    {
        while (count > 0)
        {
            var read = ReadOnce(slow, count).Count;
            count -= read;
            if (IsLost)
                Connect();
            else if (read == 0)
                return;
        }
    }

    public List<ServerEvent> ReadOnce(bool slow, int count = int.MaxValue)
    {
        var received = new List<ServerEvent>();
        while (received.Count < count && _subscription.TryNext(slow, out var frame))
        {
            received.Add(Parse(frame));
            Check(received[^1]);
        }
        // Quotes can always be conflated; only broadcasts can be lost.
        if (IsLost)
            Assert.True(_request.Named.Count > 0 && _market.Log.Channels.DroppedThrough > _lastSequence, "A client that could be served was disconnected.");
        return received;
    }

    public void AssertServed()
    {
        if (_request.HasQuotes && _hasBase)
            Assert.Equal(Expected(_market.Log.Head.Sequence), _prices);
        if (_request.Named.Count > 0)
            Assert.Contains(_market.Notices.Last(), _notices);
    }

    private void Check(ServerEvent next)
    {
        if (next.Id is null)
            return;
        Assert.True(next.Sequence > _lastSequence, $"{next.Id} came after {_lastSequence}.");
        (_lastSequence, LastId) = (next.Sequence, next.Id);
        if (next.Type is "snapshot")
        {
            _prices.Clear();
            _hasBase = true;
        }
        if (next.Type is "snapshot" or "quotes")
        {
            foreach (var (symbol, quote) in next.Quotes)
                _prices[symbol] = quote.GetProperty("price").GetDecimal();
        }
        if (next.Type == "notice")
            Assert.True(_notices.Add(next.Sequence) || Reason != "resumed", $"{next.Id} was sent twice.");
        if (next.Type == "notice")
            _noticesFrom = Math.Min(_noticesFrom, next.Sequence);
        Assert.Equal(_request.HasQuotes && Mode == "snapshot" && !_hasBase, next.Id.EndsWith('s'));
        // Every price is the latest as of this id, whatever event has it.
        if (_request.HasQuotes && _hasBase)
            Assert.Equal(Expected(next.Sequence), _prices);
        if (_request.Named.Count > 0)
            Assert.All(_market.Notices.Where(sequence => sequence > _noticesFrom && sequence <= next.Sequence), sequence => Assert.Contains(sequence, _notices));
    }


    private Dictionary<string, decimal> Expected(long sequence) => _market.Books[sequence].Quotes
        .Where(quote => _request.Filter.Contains(quote.Instrument.Index)).ToDictionary(quote => quote.Instrument.Symbol.Value, quote => quote.Price!.Value);

    private static ServerEvent Parse(OutgoingFrame frame)
    {
        string? id = null, type = null;
        var data = new List<string>();
        foreach (var line in Encoding.UTF8.GetString(frame.Plain.Body.Span).Split('\n'))
        {
            Assert.InRange(line.Length, 0, DataLines.MaxBytes);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                type = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data.Add(line[6..]);
        }
        return new ServerEvent(type!, id, string.Join('\n', data));
    }
}
