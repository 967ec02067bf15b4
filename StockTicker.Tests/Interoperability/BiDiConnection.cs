using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// A session with a browser in <see href="https://www.w3.org/TR/webdriver-bidi/">WebDriver BiDi</see>: commands and their responses.
/// </summary>
internal sealed class BiDiConnection : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _waiting = [];
    private readonly SemaphoreSlim _oneSender = new(1);
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;
    private long _lastCommand;

    private BiDiConnection()
    {
    }

    /// <summary>Connects and starts a session.</summary>
    public static async Task<BiDiConnection> OpenAsync(Uri address)
    {
        var connection = new BiDiConnection();
        await connection._socket.ConnectAsync(address, TestTimeout.Token);
        connection._reading = connection.ReadAsync();
        await connection.CallAsync("session.new", new JsonObject { ["capabilities"] = new JsonObject() });
        return connection;
    }

    /// <summary>Sends a command and waits for its result; fails if the browser rejects it.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _lastCommand);
        var response = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = response;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _oneSender.WaitAsync(TestTimeout.Token);
        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(command);
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, TestTimeout.Token);
        }
        finally
        {
            _oneSender.Release();
        }
        return await response.Task.WaitAsync(TestTimeout.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading;
        _socket.Dispose();
        _oneSender.Dispose();
        _closing.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                using var message = new MemoryStream();
                var buffer = new byte[16 * 1024];
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), _closing.Token);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                Take(JsonSerializer.Deserialize<JsonElement>(message.GetBuffer().AsSpan(0, (int)message.Length)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or JsonException)
        {
            foreach (var response in _waiting.Values)
                response.TrySetException(new IOException("The browser has closed the session.", end));
        }
    }

    // Events are ignored, because none are subscribed to.
    private void Take(JsonElement message)
    {
        if (!message.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.Number
            || !_waiting.TryRemove(id.GetInt64(), out var response))
            return;
        if (message.TryGetProperty("result", out var result))
            response.SetResult(result);
        else
            response.SetException(new InvalidOperationException(message.GetRawText()));
    }
}
