using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Delivery;

namespace StockTicker.Tests.Streaming;

public sealed class DeliveryAllocationTests(ITestOutputHelper output)
{
    private const int Few = 20;
    private const int Many = 200;
    private const int WarmUp = 20;
    private const int Steps = 50;

    [Fact]
    public async Task Allocations_per_batch_are_independent_of_the_number_of_clients_that_keep_up()
    {
        var few = await AllocatedAsync(Few);
        var many = await AllocatedAsync(Many);

        output.WriteLine($"{few / Steps} bytes a batch with {Few} clients, {many / Steps} with {Many}");
        // The smallest object has 24 bytes. Periodic allocations of the threads, four times a second, are far below one per delivery.
        Assert.InRange((double)(many - few) / Steps / (Many - Few), double.MinValue, 8);
    }

    // Bytes that the delivery threads allocate while clients receive a number of batches.
    private static async Task<long> AllocatedAsync(int clients)
    {
        var time = new AllocationRecorder();
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(time), "Market:Instruments=100", "Streaming:HeartbeatInterval=00:05:00");
        using var market = application.Connect();
        var dispatcher = application.Services.GetRequiredService<StreamDispatcher>();
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < clients; i++)
                sockets.Add(await OpenAsync(application.Address.Port));
            await Eventually.TrueAsync(() => dispatcher.Count == clients);
            await MoveAsync(market, sockets, WarmUp);
            var before = time.Allocated;
            await MoveAsync(market, sockets, Steps);
            Assert.Equal(clients, dispatcher.Count);
            Assert.NotEqual(0, before);
            return time.Allocated - before;
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task MoveAsync(HttpClient market, List<Socket> sockets, int steps)
    {
        var buffer = new byte[64 * 1024];
        for (var i = 0; i < steps; i++)
        {
            var id = Encoding.ASCII.GetBytes($"id: {await market.StepAsync()}\n");
            foreach (var socket in sockets)
                await ReadThroughAsync(socket, id, buffer);
        }
    }

    // An event's id and its end may arrive separately: the rest is read with the next event.
    private static async Task ReadThroughAsync(Socket socket, byte[] text, byte[] buffer)
    {
        for (var length = 0; buffer.AsSpan(0, length).IndexOf(text) < 0;)
        {
            // In a large snapshot, text that was searched is dropped, except for a possible beginning of the match.
            if (length == buffer.Length)
            {
                buffer.AsSpan(length - text.Length).CopyTo(buffer);
                length = text.Length;
            }
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, TestTimeout.Token);
            Assert.NotEqual(0, read);
            length += read;
        }
    }

    private static async Task<Socket> OpenAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), TestTimeout.Token);
        await socket.SendAsync("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        return socket;
    }

    /// <summary>The system's time, which records the allocations of the delivery threads whenever they get a timestamp.</summary>
    private sealed class AllocationRecorder : TimeProvider
    {
        private readonly ConcurrentDictionary<int, long> _allocated = new();

        public long Allocated => _allocated.Values.Sum();

        public override long GetTimestamp()
        {
            if (Thread.CurrentThread.Name?.StartsWith("Delivery", StringComparison.Ordinal) == true)
                _allocated[Environment.CurrentManagedThreadId] = GC.GetAllocatedBytesForCurrentThread();
            return base.GetTimestamp();
        }
    }
}
