using System.Collections.Concurrent;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>
/// Streams that their client can disconnect from the server's side, to see how it reconnects. The client chooses a random handle and
/// passes it in the query of each stream. Thread-safe.
/// </summary>
internal sealed class StreamHandles
{
    /// <summary>The name of the parameter.</summary>
    public const string Parameter = "handle";

    /// <summary>The maximum length of a handle, in characters. Longer ones are ignored.</summary>
    public const int MaxLength = 64;

    private readonly ConcurrentDictionary<Registration, string> _streams = new();

    /// <summary>Gets the handle of a request, or null if it has none.</summary>
    public static string? Of(HttpRequest request) => request.Query[Parameter].ToString() is { Length: > 0 and <= MaxLength } handle ? handle : null;

    /// <summary>Registers a stream until the result is disposed.</summary>
    /// <param name="handle">The client's handle, or null for a stream that cannot be disconnected.</param>
    /// <param name="cut">Aborts the connection.</param>
    /// <param name="shutDown">Ends the stream as a server does that shuts down.</param>
    public IDisposable? Register(string? handle, Action cut, Action shutDown)
    {
        if (handle is null)
            return null;
        var registration = new Registration(this, cut, shutDown);
        _streams[registration] = handle;
        return registration;
    }

    /// <summary>Disconnects all streams with a handle, and returns their number.</summary>
    public int Disconnect(string handle, Disconnection how) => _streams.Count(stream => stream.Value == handle && stream.Key.TryDisconnect(how));

    // After Dispose, the connection may belong to another request.
    private sealed class Registration(StreamHandles handles, Action cut, Action shutDown) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _ended;

        public bool TryDisconnect(Disconnection how)
        {
            lock (_gate)
            {
                if (_ended)
                    return false;
                (how == Disconnection.Cut ? cut : shutDown)();
                return true;
            }
        }

        public void Dispose()
        {
            lock (_gate)
                _ended = true;
            handles._streams.TryRemove(this, out _);
        }
    }
}

/// <summary>How a stream is disconnected.</summary>
internal enum Disconnection
{
    /// <summary>The connection is aborted, as when a network fails.</summary>
    Cut,

    /// <summary>The stream ends with a <c>shutdown</c> event, as when the server shuts down.</summary>
    Shutdown,
}
