using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Limits;
using StockTicker.Web.Streaming;

namespace StockTicker.Tests.Limits;

/// <summary>A hundred thousand requests that nobody should send.</summary>
[Collection(Alone.Name)]
public sealed partial class MutatedRequestsTests(ITestOutputHelper output)
{
    private const int Requests = 100_000;
    // Caches and what is retained are full after the first of them; from there on nothing grows.
    private const int WarmUp = 60_000;
    private const int Connections = 8;

    // A value of this variable makes another run; a failure names the seed and the request.
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("MUTATION_SEED") ?? "42", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_hundred_thousand_mutated_requests_find_no_fault_no_trace_and_no_growth_and_the_server_serves_on()
    {
        using var log = new LogRecorder();
        await using var application = new TickerApplication(
            services => services.AddLogging(logging => logging.AddProvider(log).AddFilter<LogRecorder>(null, LogLevel.Error)),
            [.. Tokens.Settings, "Market:Instruments=5", "Streaming:MaxChannels=1000000", "Streaming:RetainedEvents=16"]);
        using var client = application.Connect();
        await using var good = await EventReader.OpenAsync(client, "/stream/room-good");
        var mutator = new RequestMutator(Seed);
        var statuses = new ConcurrentDictionary<int, int>();
        output.WriteLine($"MUTATION_SEED={Seed}");

        await RunAsync(0, WarmUp);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await RunAsync(WarmUp, Requests);
        await Eventually.TrueAsync(() => application.Services.GetRequiredService<StreamPlaces>().Taken == 1);
        var after = GC.GetTotalMemory(forceFullCollection: true);

        output.WriteLine(string.Join(", ", statuses.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}")));
        output.WriteLine($"{before / 1024} KB before, {after / 1024} KB after");
        Assert.Equal(Requests, statuses.Values.Sum());
        Assert.Empty(log.Lines);
        Assert.Equal(1, application.Services.GetRequiredService<Broadcaster>().Count);
        // Requests that each left a kilobyte behind would be more.
        Assert.InRange(after - before, long.MinValue, (Requests - WarmUp) * 1024L);
        await client.GetStringAsync("/", Patience.Token);
        application.Services.GetRequiredService<EventLog>().Publish("room-good", "notice", new { message = "still here" });
        Assert.Equal("still here", (await good.NextAsync("notice")).Text("message"));

        Task RunAsync(int from, int to)
        {
            var next = from - 1;
            return Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
            {
                await using var sender = new Sender(application.Address);
                int number;
                while ((number = Interlocked.Increment(ref next)) < to)
                {
                    var request = mutator.Make(number);
                    var (status, body) = await sender.AskAsync(request);
                    statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
                    // 505 is what a version that there is not is answered with.
                    Assert.True(status is < 500 or 505, $"{status} to request {number} of seed {Seed}: {request.Text}\n{body}");
                    Assert.False(Trace().IsMatch(body), $"Request {number} of seed {Seed} is told: {body}");
                }
            })));
        }
    }

    [GeneratedRegex(@"^\s+at \S+\(|Exception\b|\.cs:line ", RegexOptions.Multiline)]
    private static partial Regex Trace();

    /// <summary>Sends on one connection after the other. A status of 0 stands for one that was closed without an answer.</summary>
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
                keeps = !request.IsLying && status is < 400 or 404 or 405 && !head.Contains("event-stream", StringComparison.Ordinal)
                    && !head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase) && request.Version == "HTTP/1.1";
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
            await socket.ConnectAsync(address.Host, address.Port, Patience.Token);
            return socket;
        }

        private async Task SendAsync(MutatedRequest request)
        {
            var bytes = Encoding.Latin1.GetBytes(request.Text);
            for (var sent = 0; sent < bytes.Length;)
                sent += await _socket!.SendAsync(bytes.AsMemory(sent), Patience.Token);
            // What was promised and does not come is not waited for here; others do that.
            if (request.IsLying || request.Version != "HTTP/1.1" || !IsPlain(request.Method))
                _socket!.Shutdown(SocketShutdown.Send);
        }

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
            (_from, _to) = (0, await _socket!.ReceiveAsync(_buffer, Patience.Token));
            if (_to == 0)
                throw new EndOfStreamException();
        }

        // Without a farewell, so that a hundred thousand connections leave no ports behind.
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
