using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Delivery;

namespace StockTicker.Tests.Streaming;

[Collection(SequentialTests.Name)]
[Trait("Category", "Slow")]
public sealed class EnduranceTests(ITestOutputHelper output)
{
    private const int AtOnce = 8;

    private static readonly int Cycles = TestLength.Choose(800, 10_000);

    [Fact]
    public async Task Memory_stays_flat_while_clients_connect_and_disconnect()
    {
        await using var application = new TickerApplication("Market:Instruments=20");
        var dispatcher = await ConnectAsync(application, Cycles / 2);
        var before = await SettledAsync(dispatcher, streams: 0);

        await ConnectAsync(application, Cycles);

        AssertFlat(before, await SettledAsync(dispatcher, streams: 0));
    }

    [Fact]
    public async Task Memory_stays_flat_after_many_unknown_channel_names()
    {
        const int NamesARequest = 32;
        var requests = TestLength.Choose(300, 3125);
        await using var application = new TickerApplication("Market:Instruments=20", "Streaming:MaxChannels=1000");
        var dispatcher = await ConnectAsync(application, Cycles / 10);
        using var client = application.Connect();
        var before = await SettledAsync(dispatcher, streams: 0);

        for (var i = 0; i < requests; i++)
        {
            using (var socket = await OpenAsync(application.Address.Port, "/stream/" + string.Join(',', Enumerable.Range(i * NamesARequest, NamesARequest).Select(n => $"room-{n}"))))
                await ReadThroughAsync(socket, "event: hello");
            await Eventually.TrueAsync(() => dispatcher.Count == 0);
        }

        Assert.InRange((await client.GetJsonAsync("/stats")).GetProperty("channels").EnumerateObject().Count(), 4, 1004);
        AssertFlat(before, await SettledAsync(dispatcher, streams: 0));
    }

    [Fact]
    public async Task Clients_that_never_read_use_bounded_memory_and_are_disconnected_without_affecting_others()
    {
        // A hundred quotes each: together more than all buffers between the server and a client can hold.
        const int Batches = 40;
        var stuck = TestLength.Choose(100, 500);
        var (time, updateInterval) = (new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(TickerApplication.Start)), TimeSpan.FromMilliseconds(20));
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(time),
            "Market:Clock=system", "Market:UpdateInterval=00:00:00.020", "Market:QuotesPerUpdate=100", "Streaming:WriteTimeout=00:00:10");
        using var client = application.Connect();
        await using var other = await EventReader.OpenAsync(client, "/stream");
        await other.NextAsync("snapshot");
        var dispatcher = application.Services.GetRequiredService<StreamDispatcher>();
        var metrics = application.Services.GetRequiredService<StreamMetrics>();
        var before = await SettledAsync(dispatcher, streams: 1);
        var sockets = new List<Socket>();
        for (var i = 0; i < stuck; i++)
            sockets.Add(await OpenAsync(application.Address.Port, "/stream"));
        await Eventually.TrueAsync(() => dispatcher.Count == 1 + stuck);

        for (var i = 0; i < Batches; i++)
        {
            time.Advance(updateInterval);
            await other.NextAsync("quotes");
        }

        var after = await SettledAsync(dispatcher, streams: 1 + stuck);
        output.WriteLine($"{(after - before) / 1024.0 / stuck:F0} KB of managed memory for each");
        // The limit for the process per client: the server's buffer of 64 KB and one unread slice.
        Assert.InRange((after - before) / stuck, long.MinValue, 256 * 1024);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return metrics.SlowDisconnects == stuck && dispatcher.Count == 1;
        });
        Assert.Equal("quotes", (await other.NextAsync("quotes")).Type);
        sockets.ForEach(socket => socket.Dispose());
    }

    // Over raw sockets, so that the memory of a client library is not measured.
    private static async Task<StreamDispatcher> ConnectAsync(TickerApplication application, int cycles)
    {
        var port = application.Address.Port;
        var left = cycles;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var socket = await OpenAsync(port, "/stream?symbols=AAPL");
                await ReadThroughAsync(socket, "event: snapshot");
            }
        }));
        return application.Services.GetRequiredService<StreamDispatcher>();
    }

    private static async Task ReadThroughAsync(Socket socket, string text)
    {
        var (buffer, read) = (new byte[4096], "");
        while (!read.Contains(text, StringComparison.Ordinal))
            read += Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
    }

    private static async Task<Socket> OpenAsync(int port, string path)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        return socket;
    }

    private static async Task<long> SettledAsync(StreamDispatcher dispatcher, int streams)
    {
        await Eventually.TrueAsync(() => dispatcher.Count == streams);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private void AssertFlat(long before, long after)
    {
        output.WriteLine($"{before / 1024} KB before, {after / 1024} KB after");
        // A leaked connection keeps some kilobytes, so even the short form would exceed this.
        Assert.InRange(after - before, long.MinValue, 2 * 1024 * 1024);
    }
}
