using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Limits;

/// <summary>Many malformed requests to a server in a separate process.</summary>
[Trait("Category", "Slow")]
public sealed partial class MutatedRequestsTests(ITestOutputHelper output)
{
    private const int Part = 2000;
    // After the first requests, code is compiled and caches are full; memory must not grow from there on.
    private const int WarmUp = 40_000;
    private const int Connections = 8;

    private static readonly int Requests = TestLength.Choose(Part / 2, 100_000);

    // Collects garbage after every four megabytes (0x400000), so that the memory of the process is what it retains.
    private static readonly Dictionary<string, string> GarbageCollection = new()
    {
        ["DOTNET_GCgen0size"] = "400000",
        ["DOTNET_GCConserveMemory"] = "9",
        ["DOTNET_gcConcurrent"] = "0",
        // 64 MB, 1.5 times what it needs, so that unused memory is returned to the system.
        ["DOTNET_GCHeapHardLimit"] = "4000000",
        // Otherwise hot code is recompiled at unpredictable times.
        ["DOTNET_TieredCompilation"] = "0",
    };

    [Fact]
    public async Task Mutated_requests_cause_no_faults_and_no_memory_growth()
    {
        // The short form does not compare the memory.
        await using var application = ApplicationProcess.StartWith(TestLength.Choose([], GarbageCollection),
            [.. Tokens.Settings.Select(setting => $"--{setting}"), "--Market:Clock=manual", "--Market:Seed=42", "--Market:Instruments=5",
                "--Streaming:MaxChannels=1000000", "--Streaming:RetainedEvents=16", "--Streaming:RetainedBroadcasts=16"]);
        using var client = await application.ConnectAsync();
        client.As(Tokens.Make("broadcast"));
        await using var good = await EventReader.OpenAsync(client, "/stream/room-good");
        var seed = TestSeed.Announce();
        var mutator = new RequestMutator(seed);
        var statuses = new ConcurrentDictionary<int, int>();

        var memory = new List<long>();
        for (var from = 0; from < Requests; from += Part)
        {
            await RunAsync(from, Math.Min(from + Part, Requests));
            memory.Add(application.Memory);
        }

        output.WriteLine(string.Join(", ", statuses.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}")));
        output.WriteLine($"KB after each {Part}: {string.Join(", ", memory.Select(bytes => bytes / 1024))}");
        Assert.Equal(Requests, statuses.Values.Sum());
        Assert.DoesNotMatch(Fault(), application.Output);
        await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 1);
        // A leak of a quarter of a kilobyte per request would exceed this. Only the long form sends enough requests to tell.
        if (Requests > WarmUp)
            Assert.InRange(memory[^1] - memory[(WarmUp / Part) - 1], long.MinValue, (Requests - WarmUp) * 256L);
        await client.GetStringAsync("/", TestTimeout.Token);
        using var published = await client.PostAsJsonAsync("/broadcast/room-good", new { message = "still here" }, TestTimeout.Token);
        Assert.Equal("still here", (await good.NextAsync("notice")).Text("message"));

        Task RunAsync(int from, int to)
        {
            var next = from - 1;
            return Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
            {
                await using var sender = new Sender(client.BaseAddress!);
                int number;
                while ((number = Interlocked.Increment(ref next)) < to)
                {
                    var request = mutator.Make(number);
                    var (status, body) = await sender.AskAsync(request);
                    statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
                    // 505 is the response to an unknown version.
                    Assert.True(status is < 500 or 505, $"{status} to request {number} of seed {seed}: {request.Text}\n{body}");
                    Assert.False(status >= 400 && Trace().IsMatch(body), $"Request {number} of seed {seed} returned {body}");
                }
            })));
        }
    }

    [GeneratedRegex("^(fail|crit): ", RegexOptions.Multiline)]
    private static partial Regex Fault();

    [GeneratedRegex(@"^\s+at \S+\(|Exception\b|\.cs:line ", RegexOptions.Multiline)]
    private static partial Regex Trace();

    /// <summary>Sends requests on one connection after the other. A status of 0 is a connection that was closed without a response.</summary>
    private sealed class Sender(Uri address) : IAsyncDisposable
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private Socket? _socket;
        private int _from;
        private int _to;

        public async Task<(int Status, string Body)> AskAsync(MutatedRequest request)
        {
            var keeps = false;
            try
            {
                _socket ??= await ConnectAsync();
                await SendAsync(request);
                var (status, head, body) = await ReadAsync(request);
                keeps = !EndsAfter(request) && !head.Contains("event-stream", StringComparison.Ordinal)
                    && !head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase);
                return (status, body);
            }
            catch (Exception cut) when (cut is SocketException or EndOfStreamException)
            {
                return (0, "");
            }
            finally
            {
                if (!keeps)
                    Close();
            }
        }

        public ValueTask DisposeAsync()
        {
            Close();
            return ValueTask.CompletedTask;
        }

        private async Task<Socket> ConnectAsync()
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address.Host, address.Port, TestTimeout.Token);
            return socket;
        }

        private async Task SendAsync(MutatedRequest request)
        {
            var bytes = Encoding.Latin1.GetBytes(request.Text);
            for (var sent = 0; sent < bytes.Length;)
                sent += await _socket!.SendAsync(bytes.AsMemory(sent), TestTimeout.Token);
            // Does not wait for missing bytes; other tests do.
            if (EndsAfter(request))
                _socket!.Shutdown(SocketShutdown.Send);
        }

        private static bool EndsAfter(MutatedRequest request) => request.IsLying || request.Version != "HTTP/1.1" || !IsPlain(request.Method);

        private static bool IsPlain(string method) => method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "OPTIONS" or "PATCH";

        private async Task<(int Status, string Head, string Body)> ReadAsync(MutatedRequest request)
        {
            var head = await HeadAsync();
            var status = int.Parse(head.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
            if (status == 100)
            {
                head = await HeadAsync();
                status = int.Parse(head.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
            }
            if (request.Method == "HEAD" || status is 204 or 304 || head.Contains("event-stream", StringComparison.Ordinal))
                return (status, head, "");
            if (Length().Match(head) is { Success: true } length)
                return (status, head, await TextAsync(int.Parse(length.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
            var body = new StringBuilder();
            if (!head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
                return (status, head, "");
            int size;
            do
            {
                size = int.Parse(await LineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                body.Append(await TextAsync(size));
                await LineAsync();
            }
            while (size > 0);
            return (status, head, body.ToString());
        }

        private async Task<string> HeadAsync()
        {
            var head = new StringBuilder();
            while (await LineAsync() is { Length: > 0 } line)
                head.Append(line).Append('\n');
            return head.ToString();
        }

        private async Task<string> LineAsync()
        {
            var line = new StringBuilder();
            while (true)
            {
                var end = _buffer.AsSpan(_from, _to - _from).IndexOf((byte)'\n');
                if (end >= 0)
                {
                    line.Append(Encoding.Latin1.GetString(_buffer, _from, end));
                    _from += end + 1;
                    return line.ToString().TrimEnd('\r');
                }
                line.Append(Encoding.Latin1.GetString(_buffer, _from, _to - _from));
                await FillAsync();
            }
        }

        private async Task<string> TextAsync(int length)
        {
            var text = new StringBuilder();
            while (text.Length < length)
            {
                if (_from == _to)
                    await FillAsync();
                var count = Math.Min(length - text.Length, _to - _from);
                text.Append(Encoding.Latin1.GetString(_buffer, _from, count));
                _from += count;
            }
            return text.ToString();
        }

        private async Task FillAsync()
        {
            (_from, _to) = (0, await _socket!.ReceiveAsync(_buffer, TestTimeout.Token));
            if (_to == 0)
                throw new EndOfStreamException();
        }

        // Resets the connection, so that a hundred thousand connections leave no ports in TIME_WAIT.
        private void Close()
        {
            if (_socket is { } socket)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
            (_socket, _from, _to) = (null, 0, 0);
        }
    }

    [GeneratedRegex(@"^Content-Length: (\d+)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Length();
}
