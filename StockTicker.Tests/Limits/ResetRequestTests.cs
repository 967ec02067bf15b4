using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Limits;

public sealed class ResetRequestTests
{
    [Theory]
    [InlineData("POST /broadcast/notices", "application/json")]
    [InlineData("POST /me/alerts", "application/json")]
    [InlineData("PUT /me/watchlist", "application/json")]
    [InlineData("POST /signin", "application/x-www-form-urlencoded")]
    [InlineData("POST /market/step", "application/json")]
    public async Task A_client_that_resets_its_connection_during_the_body_is_not_logged(string request, string type)
    {
        using var log = new LogRecorder();
        await using var application = new TickerApplication(services =>
            services.AddLogging(logging => logging.AddProvider(log).AddFilter<LogRecorder>(null, LogLevel.Information)));
        using var client = application.Connect();
        var token = Tokens.Make("broadcast");
        await client.GetStringAsync("/health/live", TestTimeout.Token);
        var before = log.Lines.Count();

        for (var i = 0; i < 20; i++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, application.Address.Port), TestTimeout.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"{request} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: {type}\r\nContent-Length: 5000\r\n\r\n{{\"message\":"), TestTimeout.Token);
            // Ends within the server's reading of the body, or before or after it.
            if (i % 2 == 0)
                await client.GetStringAsync("/health/live", TestTimeout.Token);
        }
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await client.GetStringAsync("/health/live", TestTimeout.Token);

        Assert.DoesNotContain(log.Lines.Skip(before), line => line.Contains("Exception", StringComparison.Ordinal));
    }
}
