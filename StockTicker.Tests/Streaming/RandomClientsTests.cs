using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Streaming;

/// <summary>
/// Compares everything published with everything received by clients that join, disconnect, and resume at random.
/// </summary>
public sealed class RandomClientsTests(ITestOutputHelper output)
{
    private static readonly int Clients = TestLength.Choose(15, 300);
    private static readonly int Batches = TestLength.Choose(300, 12_000);

    [Fact]
    public async Task Randomly_reconnecting_clients_receive_exactly_what_was_published()
    {
        var seed = TestSeed.Announce();
        await using var application = new TickerApplication(
            "Market:Instruments=10", "Market:QuotesPerUpdate=3", "Streaming:HeartbeatInterval=00:00:01", "Streaming:RetainedEvents=1000000", "Streaming:RetainedBroadcasts=100000");
        var log = application.Services.GetRequiredService<EventLog>();
        using var http = application.Connect();
        var clients = Enumerable.Range(0, Clients).Select(i => new Client(http, new Random(seed + i), [.. log.Instruments.Select(instrument => instrument.Symbol.Value)])).ToList();

        var isOver = false;
        var running = clients.Select(client => client.RunAsync(log, () => !Volatile.Read(ref isOver))).ToList();
        var random = new Random(seed);
        for (var made = 0; made < Batches;)
        {
            var channel = random.Next(2) == 0 ? "notices" : "room-1";
            log.Publish(channel, "notice", new { type = "notice", message = random.Next(), channel });
            var steps = random.Next(1, 20);
            await http.StepAsync(steps);
            made += steps;
        }
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(running);
        // The last event: a client that was served through it has everything.
        var last = log.Publish("notices", "notice", new { type = "notice", message = "last", channel = "notices" }).Sequence;
        await Task.WhenAll(clients.Select(client => client.FinishAsync(log, last)));

        var record = new Record(log);
        foreach (var client in clients)
            record.Check(client);
        output.WriteLine($"{log.Head.Sequence} events published, {clients.Sum(client => client.Connections.Count)} connections, "
            + $"{clients.Sum(client => client.Connections.Sum(connection => connection.Events.Count))} events received, "
            + $"{clients.Sum(client => client.Connections.Sum(connection => connection.Events.Sum(e => e.Merged)))} updates merged");
    }

    /// <summary>Everything published, by instrument and in order.</summary>
    private sealed class Record
    {
        private readonly EventLog _log;
        private readonly Dictionary<string, (List<long> Sequences, List<int> Hashes)> _published = [];
        private readonly List<(long Sequence, string Channel)> _notices = [];

        public Record(EventLog log)
        {
            _log = log;
            Assert.Equal(0, log.Quotes.DroppedThrough);
            Assert.Equal(0, log.Channels.DroppedThrough);
            foreach (var instrument in log.Instruments)
                _published[instrument.Symbol.Value] = ([], []);
            for (var ordinal = 0L; ordinal < log.Quotes.End; ordinal++)
            {
                Assert.True(log.Quotes.TryGet(ordinal, out var batch));
                for (var i = 0; i < batch.Slices.Length; i++)
                {
                    var (sequences, hashes) = _published[log.Instruments[batch.Slices[i].Index].Symbol.Value];
                    sequences.Add(batch.Sequence);
                    hashes.Add(Hash(System.Text.Encoding.UTF8.GetString(batch.QuoteAt(i).Span)));
                }
            }
            for (var ordinal = 0L; ordinal < log.Channels.End; ordinal++)
            {
                Assert.True(log.Channels.TryGet(ordinal, out var notice));
                _notices.Add((notice.Sequence, notice.Channel));
            }
        }

        public void Check(Client client)
        {
            foreach (var connection in client.Connections)
                Check(connection);
            var received = client.Connections.SelectMany(connection => connection.Events).Where(e => e.Quotes is null).Select(e => e.Sequence).ToList();
            var due = _notices.Where(notice => client.Channels.Contains(notice.Channel) && notice.Sequence > client.JoinedAt).Select(notice => notice.Sequence).ToList();
            Assert.Equal(due[^received.Count..], received);
            // A new client does not get events between its snapshot's id and its join.
            Assert.All(due[..^received.Count], sequence => Assert.InRange(sequence, 0, client.JoinedThrough));
        }

        private void Check(Connection connection)
        {
            var (from, through, counted) = (connection.From, connection.From, 0L);
            foreach (var (sequence, quotes, merged, isSnapshot) in connection.Events)
            {
                Assert.True(sequence > through, $"{sequence} came after {through}.");
                through = sequence;
                if (isSnapshot)
                    (from, counted) = (sequence, 0);
                if (quotes is null || isSnapshot)
                    continue;
                // Each quote is the latest of its instrument as of the event's id.
                foreach (var (symbol, hash) in quotes)
                    Assert.Equal(_published[symbol].Hashes[Updates(symbol, sequence) - 1], hash);
                counted += quotes.Count + merged;
            }
            var end = connection.IsServed ? long.MaxValue : connection.Events.LastOrDefault(e => e.Quotes is not null)?.Sequence ?? from;
            // Sent and merged updates add up to all updates, so the client ends with the latest values.
            Assert.Equal(connection.Symbols.Sum(symbol => (long)Updates(symbol, end) - Updates(symbol, from)), counted);
        }

        // The number of updates of the instrument through this sequence.
        private int Updates(string symbol, long sequence)
        {
            var index = _published[symbol].Sequences.BinarySearch(sequence);
            return index < 0 ? ~index : index + 1;
        }
    }

    private sealed record Received(long Sequence, IReadOnlyList<(string Symbol, int Hash)>? Quotes, long Merged, bool IsSnapshot);

    /// <summary>Everything received over one connection.</summary>
    private sealed class Connection(IReadOnlyList<string> symbols, long from)
    {
        public IReadOnlyList<string> Symbols => symbols;

        /// <summary>The id that everything received comes after.</summary>
        public long From => from;

        public List<Received> Events { get; } = [];

        /// <summary>Whether it was served through the end of the log.</summary>
        public bool IsServed { get; set; }
    }

    private sealed class Client
    {
        private readonly HttpClient _http;
        private readonly Random _random;
        private readonly string _address;
        private readonly IReadOnlyList<string> _symbols;
        private string? _cursor;

        public Client(HttpClient http, Random random, IReadOnlyList<string> all)
        {
            (_http, _random) = (http, random);
            Channels = random.Next(3) switch
            {
                0 => ["quotes"],
                1 => ["quotes", "notices"],
                _ => ["quotes", "notices", "room-1"],
            };
            var filtered = random.Next(3) == 0;
            _symbols = filtered ? [.. all.Where(_ => random.Next(3) == 0).DefaultIfEmpty("AAPL")] : all;
            var interval = random.Next(3) == 0 ? random.Next(1, 400) : 0;
            _address = $"/stream/{string.Join(',', Channels)}?interval={interval}" + (filtered ? $"&symbols={string.Join(',', _symbols)}" : "");
        }

        public IReadOnlyList<string> Channels { get; }

        public List<Connection> Connections { get; } = [];

        /// <summary>The log's newest event no later than when the first stream began.</summary>
        public long JoinedAt { get; private set; } = long.MaxValue;

        /// <summary>The log's newest event no earlier than when the first stream had begun.</summary>
        public long JoinedThrough { get; private set; } = -1;

        /// <summary>Connects and disconnects.</summary>
        public async Task RunAsync(EventLog log, Func<bool> continues)
        {
            while (continues())
            {
                var left = _random.Next(1, 400);
                await ReadAsync(log, () => --left > 0 && continues());
                var comesBackAt = log.Head.Sequence + _random.Next(40);
                await Eventually.TrueAsync(() => log.Head.Sequence >= comesBackAt || !continues());
            }
        }

        /// <summary>Connects once more and stays until it has everything.</summary>
        public async Task FinishAsync(EventLog log, long last)
        {
            await ReadAsync(log, () => Through(_cursor) < last);
            Connections[^1].IsServed = true;
        }

        private async Task ReadAsync(EventLog log, Func<bool> continues)
        {
            await using var stream = await EventReader.OpenAsync(_http, _address, _cursor, heartbeats: true);
            var hello = await stream.NextAsync();
            if (_cursor is null)
                JoinedThrough = log.Head.Sequence;
            Assert.Contains(hello.Text("reason"), new[] { "new", "resumed", "trimmed" });
            Assert.Equal(_cursor is null, hello.Text("reason") == "new");
            var connection = new Connection(_symbols, hello.Id is null ? -1 : Through(hello.Id));
            Connections.Add(connection);
            do
            {
                var next = await stream.NextAsync();
                _cursor = next.Id ?? _cursor;
                if (next.Type == "heartbeat")
                    continue;
                if (next.Type == "snapshot")
                    JoinedAt = Math.Min(JoinedAt, next.Sequence);
                connection.Events.Add(new Received(
                    next.Sequence,
                    next.Type is "notice" ? null : [.. next.Quotes.Select(quote => (quote.Key, Hash(quote.Value.GetRawText())))],
                    next.Type == "quotes" ? next.Number("merged") : 0,
                    next.Type == "snapshot"));
            }
            while (continues());
        }

        private static long Through(string? id) => id is null ? -1 : new ServerEvent("", id, "{}").Sequence;
    }

    private static int Hash(string text) => string.GetHashCode(text, StringComparison.Ordinal);
}
