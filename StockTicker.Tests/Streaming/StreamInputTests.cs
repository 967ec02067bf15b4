using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Streaming;

public sealed class StreamInputTests
{
    private static readonly byte[] Part = new byte[16 * 1024];

    [Fact]
    public async Task A_client_that_keeps_sending_after_its_request_is_disconnected()
    {
        await using var connection = await RawConnection.OpenAsync(SharedApplications.With().Address);
        await connection.SendAsync("GET /stream/quotes HTTP/1.1\r\nHost: localhost\r\n\r\n");

        // More than all buffers in between can hold.
        var error = await Record.ExceptionAsync(async () =>
        {
            for (var sent = 0; sent < 64 * 1024 * 1024; sent += Part.Length)
                await connection.Stream.WriteAsync(Part, TestTimeout.Token);
        });

        Assert.IsType<IOException>(error);
    }

    [Fact]
    public async Task A_client_that_sends_a_little_after_its_request_keeps_its_stream()
    {
        var application = SharedApplications.With();
        await using var connection = await RawConnection.OpenAsync(application.Address);
        await connection.SendAsync("GET /stream/quotes HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await connection.Stream.WriteAsync(Part, TestTimeout.Token);
        var buffer = new byte[1024];
        var received = "";

        while (!received.Contains("event: snapshot", StringComparison.Ordinal))
        {
            var count = await connection.Stream.ReadAsync(buffer, TestTimeout.Token);
            Assert.NotEqual(0, count);
            received += System.Text.Encoding.UTF8.GetString(buffer, 0, count);
        }
    }
}
