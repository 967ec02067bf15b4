using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Streaming;

/// <summary>
/// Clients with small receive buffers that stop reading, leave, and return at random, on a server that retains very little.
/// </summary>
public sealed class StallingClientsTests(ITestOutputHelper output)
{
    private static readonly int Stalls = TestLength.Choose(4, 200);

    [Fact]
    public async Task Stalling_clients_of_a_small_log_miss_nothing_unnoticed()
    {
        var seed = TestSeed.Announce();
        await using var application = new TickerApplication(
            "Market:Clock=system", "Market:Instruments=200", "Market:QuotesPerUpdate=200", "Market:UpdateInterval=00:00:00.020",
            "Streaming:RetainedEvents=16", "Streaming:RetainedBroadcasts=16");
        var log = application.Services.GetRequiredService<EventLog>();
        var record = new Record(log);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            MaxResponseDrainSize = 0,
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = application.Address, Timeout = Timeout.InfiniteTimeSpan };
        string[] paths =
        [
            "quotes", "notices", "quotes,notices", "quotes,notices?history=10", "quotes,notices?interval=400", "quotes,notices?symbols=AAPL,MSFT",
        ];
        var clients = paths.Select((path, index) => new Client(http, path, log, new Random(seed + index))).ToList();
        var random = new Random(seed);

        var running = Task.WhenAll(clients.Select(client => client.RunAsync(Stalls)));
        while (!running.IsCompleted)
        {
            for (var left = random.Next(20); left > 0; left--)
                log.Publish("notices", "notice", new { message = left });
            var next = log.Head.Sequence + random.Next(1, 8);
            await Eventually.TrueAsync(() => log.Head.Sequence >= next);
        }
        await running;
        record.Stop();

        foreach (var client in clients)
            record.Check(client);
        output.WriteLine($"{log.Head.Sequence} events, {clients.Sum(client => client.Connections.Count)} connections, "
            + $"{clients.Sum(client => client.Connections.Count(connection => connection.Reason == "trimmed"))} after lost events");
    }

    /// <summary>Everything that was published: the sequences of notices, and each instrument's volume as of each event.</summary>
    private sealed class Record
    {
        private readonly EventLog _log;
        private readonly Lock _gate = new();
        // By the quotes event that it is the state of.
        private readonly SortedList<long, BookSnapshot> _books = [];
        private readonly List<long> _notices = [];
        private long _channelsEnd;

        public Record(EventLog log)
        {
            _log = log;
            log.Appended += Add;
            Add();
        }

        public void Stop()
        {
            _log.Appended -= Add;
            // One may be in progress.
            _gate.Enter();
            _gate.Exit();
        }

        public void Check(Client client)
        {
            var (received, volumes, hasBase) = (new HashSet<long>(), new Dictionary<string, long>(), false);
            var from = long.MaxValue;
            var (wasEnded, hasCursor) = (false, false);
            foreach (var connection in client.Connections)
            {
                // Quotes can always be conflated, so only lost broadcasts end a stream.
                Assert.True(
                    !wasEnded || (client.HasNotices && connection.Reason == (hasCursor ? "trimmed" : "new")),
                    $"A stream that could continue was ended, then {connection.Reason}.");
                wasEnded = connection.WasEnded;
                if (connection.Reason != "resumed")
                {
                    (hasBase, from) = (false, connection.JoinedAt);
                    volumes.Clear();
                }
                foreach (var (id, type, quotes) in connection.Events)
                {
                    hasCursor = true;
                    var sequence = new ServerEvent("", id, "{}").Sequence;
                    hasBase |= type == "snapshot";
                    Assert.Equal(client.HasQuotes && connection.Mode == "snapshot" && !hasBase, id.EndsWith('s'));
                    foreach (var (symbol, volume) in quotes)
                        volumes[symbol] = volume;
                    if (type == "notice")
                    {
                        received.Add(sequence);
                        from = Math.Min(from, sequence);
                    }
                    if (hasBase)
                        Assert.All(VolumesAsOf(sequence, client), expected => Assert.Equal(expected.Value, volumes[expected.Key]));
                    if (client.HasNotices)
                        Assert.DoesNotContain(_notices, notice => notice > from && notice <= sequence && !received.Contains(notice));
                }
            }
        }

        // On the publisher's thread, so that nothing is overwritten before it is read.
        private void Add()
        {
            using var only = _gate.EnterScope();
            var head = _log.Head;
            _books[head.Quotes.Id.Sequence] = head.Book;
            for (; _channelsEnd < head.ChannelsEnd; _channelsEnd++)
            {
                Assert.True(_log.Channels.TryGet(_channelsEnd, out var notice));
                _notices.Add(notice.Sequence);
            }
        }

        private BookSnapshot BookAsOf(long sequence)
        {
            var keys = _books.Keys;
            var (low, high) = (0, keys.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = keys[middle] <= sequence ? (middle + 1, high) : (low, middle);
            }
            return _books.Values[low - 1];
        }

        private IEnumerable<KeyValuePair<string, long>> VolumesAsOf(long sequence, Client client) => BookAsOf(sequence).Quotes
            .Select(quote => KeyValuePair.Create(quote.Instrument.Symbol.Value, (long)quote.Volume)).Where(volume => client.Wants(volume.Key));
    }

    /// <summary>Everything received over one connection.</summary>
    private sealed record Connection(string Mode, string Reason, long JoinedAt)
    {
        public List<(string Id, string Type, (string Symbol, long Volume)[] Quotes)> Events { get; } = [];

        /// <summary>Whether the server ended the stream.</summary>
        public bool WasEnded { get; set; }
    }

    private sealed class Client(HttpClient http, string path, EventLog log, Random random)
    {
        private readonly string[]? _symbols = path.Contains("symbols=", StringComparison.Ordinal) ? path.Split("symbols=")[1].Split(',') : null;
        private string? _cursor;

        public bool HasQuotes => path.StartsWith("quotes", StringComparison.Ordinal);

        public bool HasNotices => path.Contains("notices", StringComparison.Ordinal);

        public List<Connection> Connections { get; } = [];

        public bool Wants(string symbol) => _symbols?.Contains(symbol) ?? true;

        public async Task RunAsync(int stalls)
        {
            while (stalls > 0)
            {
                await using var stream = await EventReader.OpenAsync(http, $"/stream/{path}", _cursor);
                var hello = await stream.NextAsync();
                var connection = new Connection(hello.Text("mode")!, hello.Text("reason")!, log.Head.Sequence);
                Connections.Add(connection);
                var left = stalls - random.Next(1, 4);
                while (stalls > left)
                {
                    if (random.Next(20) == 0)
                    {
                        // More than the log retains, and sometimes more than the sockets hold.
                        var until = log.Head.Sequence + random.Next(1, 60);
                        await Eventually.TrueAsync(() => log.Head.Sequence >= until);
                        stalls--;
                    }
                    if (await stream.TryNextAsync() is not { } next)
                    {
                        stalls--;
                        connection.WasEnded = true;
                        break;
                    }
                    if (next.Id is null)
                        continue;
                    _cursor = next.Id;
                    connection.Events.Add((next.Id, next.Type, next.Type is "quotes" or "snapshot"
                        ? [.. next.Quotes.Select(quote => (quote.Key, quote.Value.GetProperty("volume").GetInt64()))]
                        : []));
                }
            }
        }
    }
}
