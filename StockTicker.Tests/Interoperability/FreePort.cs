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

    // A run uses each port once, so that no test gets the port of another whose server is down. Runs in parallel begin elsewhere.
    private static int _next = Environment.ProcessId * 64;

    /// <summary>A free port on the loopback.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % (Last - First));
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
