using System.Net.Sockets;

namespace StockTicker.Web.Hosting;

/// <summary>
/// The file of a Unix domain socket. The system does not remove it when a process is killed, and a socket cannot be bound to an existing
/// file.
/// </summary>
internal static class UnixSocketFile
{
    // ENXIO on Linux and EOPNOTSUPP on macOS: sockets cannot be opened like files.
    private static readonly int NotAFile = OperatingSystem.IsMacOS() ? 102 : 6;

    /// <summary>Removes the file if it is a socket on which no process listens. Any other file is left alone.</summary>
    public static void RemoveIfDead(UnixDomainSocketEndPoint endpoint)
    {
        var path = endpoint.ToString();
        if (path is null or "" or ['@' or '\0', ..] || !IsSocket(path) || IsAlive(endpoint))
            return;
        File.Delete(path);
    }

    private static bool IsSocket(string path)
    {
        try
        {
            // Opening a named pipe for reading only would wait for a writer.
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return false;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return closed.HResult == NotAFile;
        }
    }

    private static bool IsAlive(UnixDomainSocketEndPoint endpoint)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // Never waits: with a full queue of connections it fails otherwise.
            socket.Blocking = false;
            socket.Connect(endpoint);
            return true;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
