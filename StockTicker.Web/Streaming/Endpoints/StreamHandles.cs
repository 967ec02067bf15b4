using System.Runtime.InteropServices;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>
/// Streams that their client can disconnect from the server's side, to see how it reconnects. The client chooses a random handle, keeps
/// it secret, and passes it in the query of each stream. Thread-safe.
/// </summary>
internal sealed class StreamHandles
{
    /// <summary>The name of the parameter.</summary>
    public const string Parameter = "handle";

    /// <summary>The minimum length of a handle, in characters, so that it cannot be guessed.</summary>
    public const int MinLength = 16;

    /// <summary>The maximum length of a handle, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Why a handle is invalid.</summary>
    public static readonly string Rule = $"{Parameter} must be given once, with {MinLength} to {MaxLength} characters.";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Registration>> _streams = new(StringComparer.Ordinal);

    /// <summary>Reads the handle of a request: null if it has none. Returns false if it is invalid.</summary>
    public static bool TryRead(HttpRequest request, out string? handle)
    {
        handle = request.Query.TryGetValue(Parameter, out var values) ? values.ToString() : null;
        return handle is null || (values.Count == 1 && handle.Length is >= MinLength and <= MaxLength);
    }

    /// <summary>Registers a stream until the result is disposed.</summary>
    /// <param name="handle">The client's handle.</param>
    /// <param name="cut">Aborts the connection. Must return at once.</param>
    /// <param name="shutDown">Ends the stream like a server that is shutting down. Must return at once.</param>
    public IDisposable Register(string handle, Action cut, Action shutDown)
    {
        var registration = new Registration(this, handle, cut, shutDown);
        lock (_gate)
            (CollectionsMarshal.GetValueRefOrAddDefault(_streams, handle, out _) ??= []).Add(registration);
        return registration;
    }

    /// <summary>Disconnects all streams with a handle, and returns their number.</summary>
    public int Disconnect(string handle, Disconnection how)
    {
        Registration[] streams;
        lock (_gate)
            streams = _streams.TryGetValue(handle, out var registered) ? [.. registered] : [];
        var disconnected = 0;
        foreach (var stream in streams)
        {
            if (stream.TryDisconnect(how))
                disconnected++;
        }
        return disconnected;
    }

    private void Remove(Registration registration)
    {
        lock (_gate)
        {
            if (_streams.TryGetValue(registration.Handle, out var registered) && registered.Remove(registration) && registered.Count == 0)
                _streams.Remove(registration.Handle);
        }
    }

    // After Dispose, the connection may belong to another request.
    private sealed class Registration(StreamHandles handles, string handle, Action cut, Action shutDown) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _ended;

        public string Handle => handle;

        public bool TryDisconnect(Disconnection how)
        {
            lock (_gate)
            {
                if (_ended)
                    return false;
                _ended = true;
                (how == Disconnection.Cut ? cut : shutDown)();
                return true;
            }
        }

        public void Dispose()
        {
            lock (_gate)
                _ended = true;
            handles.Remove(this);
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
