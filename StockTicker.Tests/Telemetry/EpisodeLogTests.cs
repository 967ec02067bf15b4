using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Tests.Telemetry;

public sealed class EpisodeLogTests
{
    [Fact]
    public async Task A_slow_client_is_logged_once_however_many_events_it_misses()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using var log = new LogRecorder();
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(time).AddLogging(logging => logging.AddProvider(log).AddFilter("StockTicker", LogLevel.Information)),
            "Market:Instruments=10000", "Streaming:WriteTimeout=00:00:10");
        using var client = application.Connect();
        using var stuck = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(new IPEndPoint(IPAddress.Loopback, application.Address.Port), TestTimeout.Token);
        await stuck.SendAsync(Encoding.ASCII.GetBytes("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestTimeout.Token);
        await Eventually.TrueAsync(() => application.Services.GetRequiredService<StreamDispatcher>().Count == 1);

        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return application.Services.GetRequiredService<StreamDispatcher>().Count == 0;
        });

        Assert.Equal("Closing the stream to 127.0.0.1: the client did not read for 00:00:10.", Assert.Single(log.Of<StreamHost>()));
    }
}
