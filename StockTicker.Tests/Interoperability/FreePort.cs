using System.Net;
using System.Net.Sockets;

namespace StockTicker.Tests.Interoperability;

/// <summary>Ports for servers that are restarted.</summary>
internal static class FreePort
{
    // Below the ephemeral port range, so that nothing takes the port while its server is down, and a client that tries it on
    // the loopback cannot connect to itself.
    private const int First = 20_000;
    private const int Last = 30_000;

    /// <summary>A free port on the loopback.</summary>
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
