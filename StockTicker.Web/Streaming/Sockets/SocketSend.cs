using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>Sends on a socket without waiting.</summary>
internal static partial class SocketSend
{
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Again = 11;

    /// <summary>Sends what a socket takes at once. False when the client has gone.</summary>
    /// <param name="socket">A stream socket that does not block.</param>
    /// <param name="handle">Its handle.</param>
    /// <param name="bytes">What to send.</param>
    /// <param name="sent">How many of them were taken.</param>
    public static bool TrySend(Socket socket, SafeSocketHandle handle, ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = 0;
        try
        {
            return OperatingSystem.IsLinux() ? TrySendOnLinux(handle, bytes, out sent) : TrySend(socket, bytes, out sent);
        }
        catch (ObjectDisposedException)
        {
            // It left in this very moment.
            return false;
        }
    }

    private static bool TrySend(Socket socket, ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = socket.Send(bytes, SocketFlags.None, out var error);
        return error is SocketError.Success or SocketError.WouldBlock;
    }

    // Socket.Send looks at much that is the same each time; at a million sends a minute that is a twentieth of the processor.
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
}
