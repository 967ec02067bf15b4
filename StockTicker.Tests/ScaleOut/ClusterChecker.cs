using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.ScaleOut;

/// <summary>
/// Clients that hop between instances with their cursor, and operators who publish on all of them. Whatever anybody sees of the market as of
/// an id must be the same, so that an event that is lost, doubled, or different somewhere shows.
/// </summary>
internal sealed class ClusterChecker(Cluster cluster, int seed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, (ulong Digest, string Observer)> _market = [];
    private readonly ConcurrentDictionary<string, string> _notices = [];
    private readonly ConcurrentDictionary<string, string> _acknowledged = [];
    private readonly ConcurrentQueue<string> _violations = [];
    private readonly List<Task> _running = [];
    private readonly List<Client> _clients = [];
    private long _events;
    private readonly ConcurrentDictionary<string, long> _reasons = [];

    /// <summary>What contradicts the contract.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>The number of events that clients have received.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>How often a client that had a cursor got a snapshot.</summary>
    public long Snapshots => _reasons.Where(reason => reason.Key != "resumed").Sum(reason => reason.Value);

    /// <summary>How often a client resumed.</summary>
    public long Resumes => _reasons.GetValueOrDefault("resumed");

    /// <summary>What has been checked.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture,
        $"{Events} events, {_market.Count} states of the market, {_acknowledged.Count} notices, {string.Join(", ", _reasons.Select(reason => $"{reason.Value} {reason.Key}"))}");

    /// <summary>Starts clients and an operator.</summary>
    public void Start(int clients)
    {
        for (var i = 0; i < clients; i++)
        {
            var client = new Client(this, string.Create(CultureInfo.InvariantCulture, $"client {i}"), new Random(seed + i));
            _clients.Add(client);
            _running.Add(Task.Run(() => client.RunAsync(_stop.Token)));
        }
        _running.Add(Task.Run(() => PublishAsync(new Random(~seed), _stop.Token)));
        _running.Add(Task.Run(() => ReadBooksAsync(new Random(seed ^ 77), _stop.Token)));
    }

    /// <summary>Waits until all clients have received events that are newer than all events so far, then stops them and checks notices.</summary>
    /// <param name="epoch">The first epoch whose notices all must have, if Redis has lost earlier ones.</param>
    public async Task FinishAsync(long epoch = 0)
    {
        await cluster.AdvanceAsync();
        var newest = _clients.Max(client => client.Last);
        await Eventually.TrueAsync(() => _clients.TrueForAll(client => Compare(client.Last, newest) > 0));
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        foreach (var client in _clients)
        {
            foreach (var (id, text) in _acknowledged)
            {
                if (Parse(id).Epoch >= epoch && Compare(Parse(id), client.First) > 0 && Compare(Parse(id), client.Last) < 0 && !client.Notices.Contains(id))
                    Report($"{client.Name} has not received the notice {id} ({text}), though it has events from {client.First} to {client.Last}.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private HttpClient Any(Random random) => cluster.AnyClient(random);

    private void Report(string violation) => _violations.Enqueue(violation);

    private void Count(string reason) => _reasons.AddOrUpdate(reason, 1, (_, count) => count + 1);

    private void Observe(string id, ulong digest, string observer)
    {
        var (known, first) = _market.GetOrAdd(id, (digest, observer));
        if (known != digest)
            Report($"{observer} sees another market as of {id} than {first}.");
    }

    // An operator tries again until there is a response, with the same key.
    private async Task PublishAsync(Random random, CancellationToken stop)
    {
        var token = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast"));
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"notice {i}");
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, "/broadcast/notices")
                    {
                        Content = new StringContent(JsonSerializer.Serialize(new { message = text }), Encoding.UTF8, "application/json"),
                    };
                    request.Headers.Authorization = token;
                    request.Headers.Add("Idempotency-Key", text);
                    using var response = await cluster.AnyClient(random).SendAsync(request, stop);
                    if (response.IsSuccessStatusCode)
                    {
                        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(stop));
                        _acknowledged[body.RootElement.GetProperty("id").GetString()!] = text;
                        break;
                    }
                    if ((int)response.StatusCode != 503)
                        Report($"A broadcast returned {(int)response.StatusCode}.");
                }
                catch (Exception gone) when (IsGone(gone))
                {
                }
                await DelayAsync(100, stop);
            }
            await DelayAsync(50, stop);
        }
    }

    private async Task ReadBooksAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var book = JsonDocument.Parse(await cluster.AnyClient(random).GetStringAsync("/quotes", stop));
                var digest = 0UL;
                foreach (var quote in book.RootElement.GetProperty("quotes").EnumerateArray())
                    digest ^= DigestOf(quote);
                Observe(book.RootElement.GetProperty("id").GetString()!, digest, "a reader of /quotes");
            }
            catch (Exception gone) when (IsGone(gone))
            {
            }
            await DelayAsync(100, stop);
        }
    }

    private static async Task DelayAsync(int milliseconds, CancellationToken stop)
    {
        try
        {
            await Task.Delay(milliseconds, stop);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static bool IsGone(Exception fault) =>
        fault is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException or ArgumentOutOfRangeException or InvalidOperationException;

    // Of what changes, because only that is in every event.
    private static ulong DigestOf(JsonElement quote)
    {
        var hash = 14695981039346656037UL;
        foreach (var name in (ReadOnlySpan<string>)["symbol", "price", "bid", "ask", "bidSize", "askSize", "high", "low", "volume", "vwap", "time"])
        {
            foreach (var character in quote.GetProperty(name).GetRawText())
                hash = (hash ^ character) * 1099511628211UL;
        }
        return hash;
    }

    private static (long Epoch, long Sequence) Parse(string id)
    {
        var parts = id.TrimEnd('s').Split('-');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static int Compare((long, long) one, (long, long) other) => one.CompareTo(other);

    private sealed class Client(ClusterChecker checker, string name, Random random)
    {
        private readonly Dictionary<string, ulong> _quotes = [];
        // Since the last connection that did not resume, and so could repeat what the client already had.
        private readonly HashSet<string> _seen = [];
        private ulong _digest;
        private string? _cursor;
        private string? _previous;
        private bool _isResumed;
        private bool _hasSnapshot;

        public string Name => name;

        public (long, long) First { get; private set; }

        public (long, long) Last { get; private set; }

        public HashSet<string> Notices { get; } = [];

        public async Task RunAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await StreamAsync(Http(), random.Next(10, 80), stop);
                }
                catch (Exception gone) when (IsGone(gone))
                {
                    await DelayAsync(50, stop);
                }
            }
        }

        private HttpClient Http() => checker.Any(random);

        private async Task StreamAsync(HttpClient http, int events, CancellationToken stop)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/stream/quotes,notices");
            if (_cursor is not null)
                request.Headers.Add("Last-Event-ID", _cursor);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (!response.IsSuccessStatusCode)
            {
                await DelayAsync(100, stop);
                return;
            }
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(stop));
            var (id, type, data) = ((string?)null, "", "");
            _hasSnapshot = false;
            for (var received = 0; received < events;)
            {
                if (await reader.ReadLineAsync(stop) is not { } line)
                    return;
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    id = line[4..];
                else if (line.StartsWith("event: ", StringComparison.Ordinal))
                    type = line[7..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                    data += line[6..];
                else if (line.Length == 0 && type.Length > 0)
                {
                    Receive(id, type, data);
                    (id, type, data) = (null, "", "");
                    received++;
                }
            }
        }

        private void Receive(string? id, string type, string data)
        {
            Interlocked.Increment(ref checker._events);
            using var json = JsonDocument.Parse(data);
            var root = json.RootElement;
            if (type == "hello")
            {
                // What follows may be older, which this event explains.
                _isResumed = root.GetProperty("mode").GetString() == "resume";
                if (!_isResumed)
                    _seen.Clear();
                if (_cursor is not null)
                    checker.Count(root.GetProperty("reason").GetString()!);
                return;
            }
            if (id is null)
                return;
            // A snapshot may repeat the newest event.
            var at = Parse(id);
            if (_cursor is not null && (_isResumed || _hasSnapshot) && Compare(at, Parse(_cursor)) is var order && (order < 0 || (order == 0 && type is not ("snapshot" or "heartbeat"))))
                checker.Report($"{name} received {type} {id} after {_cursor}.");
            switch (type)
            {
                case "snapshot":
                    _hasSnapshot = true;
                    _quotes.Clear();
                    _digest = 0;
                    Update(root);
                    checker.Observe(id, _digest, name);
                    _previous = id;
                    break;
                case "quotes":
                    if (root.GetProperty("prev").GetString() is var previous && previous != _previous)
                        checker.Report($"{name} received {id}, which follows {previous}, after {_previous}.");
                    Update(root);
                    checker.Observe(id, _digest, name);
                    _previous = id;
                    break;
                case "notice":
                    var text = root.GetProperty("message").GetString()!;
                    var plain = id.TrimEnd('s');
                    if (checker._notices.GetOrAdd(plain, text) != text)
                        checker.Report($"{name} received another notice as {plain}.");
                    Notices.Add(plain);
                    if (!_seen.Add(plain))
                        checker.Report($"{name} received the notice {plain} twice.");
                    break;
            }
            // A new client does not get what was published between the newest batch and its start.
            if (First == default && type != "snapshot")
                First = at;
            _cursor = id;
            Last = at;
        }

        private void Update(JsonElement root)
        {
            foreach (var quote in root.GetProperty("quotes").EnumerateArray())
            {
                var symbol = quote.GetProperty("symbol").GetString()!;
                var digest = DigestOf(quote);
                _digest ^= digest ^ _quotes.GetValueOrDefault(symbol);
                _quotes[symbol] = digest;
            }
        }
    }
}
