using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Quotes;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Limits;

/// <summary>Responses that the client requests and does not read.</summary>
public sealed class UnreadResponseTests
{
    // Large enough for each response to exceed the buffers of the connection.
    private const string Instruments = "Market:Instruments=3000";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_response_that_is_not_read_ends_after_the_write_timeout_and_one_that_is_read_slowly_does_not(bool isHttps)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var requests = new RequestRecorder();
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(time).AddSingleton<IStartupFilter>(requests),
            [.. isHttps ? Certificates.Https : [], Instruments, "Streaming:WriteTimeout=00:00:10"]);
        var unread = new List<Stream>();
        foreach (var (path, accept) in new[] { ("/quotes", "*/*"), ("/quotes", "*/*"), ("/quotes", "text/csv"), ("/", "text/html") })
            unread.Add(await RequestAsync(application, path, accept));
        await Eventually.TrueAsync(() => requests.Ended.Count == unread.Count);

        // The server's heartbeat, by the system's clock, has to see them waiting.
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return requests.Ended.Values.All(ended => ended);
        });

        await using var slow = await RequestAsync(application, "/quotes?slow", "*/*");
        var received = 0;
        var buffer = new byte[16 * 1024];
        // Twice the timeout.
        for (var i = 0; i < 40; i++)
        {
            received += await slow.ReadAsync(buffer, TestTimeout.Token);
            time.Advance(TimeSpan.FromSeconds(0.5));
        }
        Assert.InRange(received, 1, int.MaxValue);
        Assert.False(requests.Ended.Single(request => request.Key.Contains("slow", StringComparison.Ordinal)).Value);
        unread.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task All_clients_share_the_response_of_a_batch()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var client = application.Connect();
        var log = application.Services.GetRequiredService<EventLog>();
        var before = log.Head.Quotes;

        await client.StepAsync();

        Assert.All(new[] { new SharedResponse(QuoteCsv.Write), new SharedResponse(QuoteList.Write) }, response =>
        {
            Assert.Same(response.Of(before, SymbolFilter.All), response.Of(before, SymbolFilter.All));
            Assert.NotEqual(response.Of(before, SymbolFilter.All), response.Of(log.Head.Quotes, SymbolFilter.All));
        });
    }

    private static async Task<Stream> RequestAsync(TickerApplication application, string path, string accept)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 * 1024 };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, application.Address.Port), TestTimeout.Token);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (application.Address.Scheme == Uri.UriSchemeHttps)
        {
            var tls = new SslStream(stream, leaveInnerStreamOpen: false, Certificates.IsOwn);
            await tls.AuthenticateAsClientAsync("localhost");
            stream = tls;
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n"), TestTimeout.Token);
        return stream;
    }

    /// <summary>Records which requests have ended, whether completed or aborted.</summary>
    private sealed class RequestRecorder : IStartupFilter
    {
        private int _number;

        public ConcurrentDictionary<string, bool> Ended { get; } = new();

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            application.Use(async (context, rest) =>
            {
                var request = $"{context.Request.Path}{context.Request.QueryString} {Interlocked.Increment(ref _number)}";
                Ended[request] = false;
                try
                {
                    await rest(context);
                }
                finally
                {
                    Ended[request] = true;
                }
            });
            next(application);
        };
    }
}
