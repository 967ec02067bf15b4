using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>Sends on a socket without blocking.</summary>
internal static partial class SocketSend
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Again = 11;
    private const nuint OutputQueue = 0x5411;

    /// <summary>Sends as many bytes as the socket accepts immediately. Returns false if the client has disconnected.</summary>
    /// <param name="socket">A non-blocking stream socket.</param>
    /// <param name="handle">The handle of the socket.</param>
    /// <param name="bytes">The bytes to send.</param>
    /// <param name="sent">The number of bytes sent.</param>
    public static bool TrySend(Socket socket, SafeSocketHandle handle, ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        try
        {
            return OperatingSystem.IsLinux() ? TrySendOnLinux(handle, bytes, out sent) : TrySend(socket, bytes, out sent);
        }
        catch (ObjectDisposedException)
        {
            // The client has just disconnected.
            return false;
        }
    }

    /// <summary>Gets the number of sent bytes that the client has not acknowledged, or 0 if it is unknown.</summary>
    public static int Unacknowledged(SafeSocketHandle handle)
    {
        try
        {
            return OperatingSystem.IsLinux() && Control(handle, OutputQueue, out var bytes) == 0 ? bytes : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    private static bool TrySend(Socket socket, ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = socket.Send(bytes, SocketFlags.None, out var error);
        return error is SocketError.Success or SocketError.WouldBlock;
    }

    // Avoids the overhead of Socket.Send, which is 5 % of the CPU at a million sends per minute.
    private static bool TrySendOnLinux(SafeSocketHandle handle, ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = (int)Send(handle, bytes, (nuint)bytes.Length, DontWait | NoSignal);
        if (sent >= 0)
            return true;
        sent = 0;
        return Marshal.GetLastPInvokeError() == Again;
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(SafeSocketHandle socket, nuint request, out int value);
}
