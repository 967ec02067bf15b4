using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Delivery;

namespace StockTicker.Tests.Streaming;

public sealed class StreamEndTests
{
    [Fact]
    public async Task A_stopping_server_sends_shutdown_on_every_stream_and_ends_it()
    {
        await using var application = new TickerApplication(HoldDeadlines, "Market:Instruments=100");
        using var client = application.Connect();
        var streams = new List<EventReader>();
        for (var i = 0; i < 20; i++)
            streams.Add(await EventReader.OpenAsync(client, i % 2 == 0 ? "/stream" : "/stream?symbols=AAPL&interval=1000"));
        foreach (var stream in streams)
            await stream.NextAsync("snapshot");

        application.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        foreach (var stream in streams)
        {
            var shutdown = await stream.NextAsync("shutdown");
            Assert.Null(shutdown.Id);
            Assert.Equal("draining", shutdown.Text("reason"));
            Assert.Equal(stream.Retry, shutdown.Number("retry"));
            Assert.Null(await stream.TryNextAsync());
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public void A_stopping_server_waits_two_seconds_for_streams_that_do_not_end()
    {
        var application = SharedApplications.With("Market:Instruments=3");
        application.StartServer();

        Assert.Equal(TimeSpan.FromSeconds(2), application.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Plain)]
    public async Task Many_streams_including_stuck_ones_do_not_block_shutdown()
    {
        var streams = TestLength.Choose(100, 2000);
        await using var application = ApplicationProcess.Start("--Market:UpdateInterval=00:00:00.100");
        using var client = await application.ConnectAsync();
        var port = (await application.ListeningAsync()).Port;
        var sockets = new List<Socket>();
        for (var i = 0; i < streams; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = i % 10 == 0 ? 4096 : 1 << 20 };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), TestTimeout.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestTimeout.Token);
            sockets.Add(socket);
        }
        await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == streams);

        application.Terminate();

        Assert.Equal(0, await application.ExitAsync());
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Core)]
    public async Task An_event_in_progress_at_shutdown_is_sent_completely()
    {
        await using var application = new TickerApplication(HoldDeadlines, "Market:Instruments=10000");
        using var client = application.Connect();
        await using var plain = await EventReader.OpenAsync(client, "/stream");
        using var compressing = application.Connect(DecompressionMethods.GZip);
        await using var compressed = await EventReader.OpenAsync(compressing, "/stream");
        await Eventually.TrueAsync(() => application.Services.GetRequiredService<StreamDispatcher>().Count == 2);

        application.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        foreach (var stream in new[] { plain, compressed })
        {
            // The reader fails if the stream ends within a block.
            Assert.Equal("hello", (await stream.NextAsync()).Type);
            Assert.Equal("snapshot", (await stream.NextAsync()).Type);
            Assert.Equal("shutdown", (await stream.NextAsync()).Type);
        }
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Plain)]
    public async Task During_shutdown_the_server_is_not_ready_and_rejects_new_streams_with_Retry_After()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var application = new TickerApplication(
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.Configure<HostOptions>(host => host.ShutdownTimeout = TestTimeout.Limit);
            },
            "Market:Instruments=10000");
        using var client = application.Connect();
        // It reads only the beginning of a snapshot of millions of bytes, so it does not end before it is disconnected.
        using var stuck = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(new IPEndPoint(IPAddress.Loopback, application.Address.Port), TestTimeout.Token);
        await stuck.SendAsync(Encoding.ASCII.GetBytes("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestTimeout.Token);
        var (taken, buffer) = ("", new byte[256]);
        while (!taken.Contains("event: snapshot", StringComparison.Ordinal))
        {
            var length = await stuck.ReceiveAsync(buffer, TestTimeout.Token);
            Assert.NotEqual(0, length);
            taken += Encoding.UTF8.GetString(buffer.AsSpan(0, length));
        }

        application.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using var ready = await client.GetAsync("/health/ready", TestTimeout.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using var live = await client.GetAsync("/health/live", TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        using var refused = await client.GetAsync("/stream", TestTimeout.Token);
        Assert.NotNull(refused.Headers.RetryAfter);
        await ProblemAssert.IsProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "shutting down");
        time.Advance(TimeSpan.FromSeconds(20));
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Core)]
    public async Task A_client_that_disconnects_is_removed()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var client = application.Connect();
        for (var i = 0; i < 50; i++)
        {
            await using var stream = await EventReader.OpenAsync(client, "/stream");
            await stream.NextAsync("snapshot");
        }

        await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 0);
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Plain)]
    public async Task A_client_that_stops_reading_is_disconnected_after_the_write_timeout_without_affecting_others()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var application = new TickerApplication(services => services.AddSingleton<TimeProvider>(time),
            "Market:Instruments=10000", "Streaming:WriteTimeout=00:00:10");
        using var client = application.Connect();
        await using var other = await EventReader.OpenAsync(client, "/stream?symbols=AAPL&snapshot=false", heartbeats: true);
        using var stuck = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(new IPEndPoint(IPAddress.Loopback, application.Address.Port), TestTimeout.Token);
        // A snapshot of millions of bytes exceeds the buffers of the sockets and the pipe.
        await stuck.SendAsync(Encoding.ASCII.GetBytes("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestTimeout.Token);
        var dispatcher = application.Services.GetRequiredService<StreamDispatcher>();
        await Eventually.TrueAsync(() => dispatcher.Count == 2);
        var metrics = application.Services.GetRequiredService<StreamMetrics>();

        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return metrics.SlowDisconnects == 1;
        });

        await Eventually.TrueAsync(() => dispatcher.Count == 1);
        Assert.Equal("hello", (await other.NextAsync()).Type);
        Assert.Equal("heartbeat", (await other.NextAsync()).Type);
    }

    // The deadline for streams to end never passes, however slow the machine is.
    private static void HoldDeadlines(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UnixEpoch));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TestTimeout.Limit);
    }
}
