using System.Net.Sockets;
using System.Text;

namespace StockTicker.Tests.Hosting;

/// <summary>A TCP connection for requests that no client library would send.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _client;

    // Gets the stream now, because a closed socket does not return one.
    private RawConnection(TcpClient client) => (_client, Stream) = (client, client.GetStream());

    /// <summary>The bytes sent and received.</summary>
    public NetworkStream Stream { get; }

    /// <summary>Connects.</summary>
    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port, TestTimeout.Token);
        return new RawConnection(client);
    }

    /// <summary>Sends the text, byte for byte.</summary>
    public Task SendAsync(string text) => Stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestTimeout.Token).AsTask();

    /// <summary>Sends the text and returns everything received until the server closes the connection.</summary>
    public async Task<string> AskAsync(string request)
    {
        await SendAsync(request);
        return await ReadToEndAsync();
    }

    /// <summary>Reads until the text has been received. Fails if the connection ends before.</summary>
    public async Task ReadUntilAsync(string text)
    {
        var received = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (!received.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await Stream.ReadAsync(buffer, TestTimeout.Token);
            Assert.True(count > 0, $"'{text}' was not received, but: {received}");
            received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }

    /// <summary>Everything received until the server closes or resets the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var received = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await Stream.ReadAsync(buffer, TestTimeout.Token) is > 0 and var count)
                received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
        }
        return received.ToString();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
