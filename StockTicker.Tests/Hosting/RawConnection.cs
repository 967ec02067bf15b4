using System.Net.Sockets;
using System.Text;

namespace StockTicker.Tests.Hosting;

/// <summary>A connection on which a test says what no client library would.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _client;

    // Asked for its stream now: one that the server has closed gives none.
    private RawConnection(TcpClient client) => (_client, Stream) = (client, client.GetStream());

    /// <summary>What is sent and received.</summary>
    public NetworkStream Stream { get; }

    /// <summary>Connects.</summary>
    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port, TestTimeout.Token);
        return new RawConnection(client);
    }

    /// <summary>Sends this, byte for byte.</summary>
    public Task SendAsync(string text) => Stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestTimeout.Token).AsTask();

    /// <summary>Sends this and returns all that comes until the server closes the connection.</summary>
    public async Task<string> AskAsync(string request)
    {
        await SendAsync(request);
        return await ReadToEndAsync();
    }

    /// <summary>All that comes until the server closes the connection, or cuts it.</summary>
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
