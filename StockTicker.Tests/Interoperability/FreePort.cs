using System.Net;
using System.Net.Sockets;

namespace StockTicker.Tests.Interoperability;

/// <summary>Ports for servers that go away and come back.</summary>
internal static class FreePort
{
    // Below those that systems give to clients: nobody takes such a port while its server is away, and a client that tries it on
    // the loopback cannot meet itself there.
    private const int First = 20_000;
    private const int Last = 30_000;

    /// <summary>A port on the loopback that nobody listens on.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException taken)
                when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
            }
        }
    }
}
