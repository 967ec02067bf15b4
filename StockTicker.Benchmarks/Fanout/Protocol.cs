using System.Text;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>The requests and the wire format of a protocol.</summary>
internal sealed record Protocol
{
    /// <summary>Server-Sent Events over HTTP/1.1.</summary>
    public static readonly Protocol ServerSentEvents = new()
    {
        Request = "GET /stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n",
        Status = "HTTP/1.1 200",
        EventEnd = "\n\n"u8.ToArray(),
        EventMark = "event: quotes\n"u8.ToArray(),
        IdMark = "id: "u8.ToArray(),
        Framing = () => new ChunkedFraming(),
    };

    /// <summary>The tutorial's stream: an unnamed event for each quote, of which the last of a batch has the id.</summary>
    public static readonly Protocol StockStream = ServerSentEvents with
    {
        Request = "GET /stock-stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n",
        EventMark = "\"type\":\"update\""u8.ToArray(),
        IsEventPerQuote = true,
    };

    /// <summary>SignalR's JSON protocol over a WebSocket.</summary>
    public static readonly Protocol SignalR = new()
    {
        Request = "GET /market HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        Status = "HTTP/1.1 101",
        Greeting = WebSocketFraming.Text("{\"protocol\":\"json\",\"version\":1}\u001e"),
        EventEnd = [0x1e],
        EventMark = "\"target\":\"quotes\""u8.ToArray(),
        IdMark = "\"id\":\""u8.ToArray(),
        Framing = () => new WebSocketFraming(),
    };

    /// <summary>The request of a client.</summary>
    public required string Request { get; init; }

    /// <summary>The beginning of the response.</summary>
    public required string Status { get; init; }

    /// <summary>The data that a client sends after the response headers.</summary>
    public byte[] Greeting { get; init; } = [];

    /// <summary>The end of an event.</summary>
    public required byte[] EventEnd { get; init; }

    /// <summary>The bytes that distinguish a batch of quotes from other events.</summary>
    public required byte[] EventMark { get; init; }

    /// <summary>The bytes before the id of an event.</summary>
    public required byte[] IdMark { get; init; }

    /// <summary>Whether each event is one quote, without the time and the previous id.</summary>
    public bool IsEventPerQuote { get; init; }

    /// <summary>Creates the decoder for the framing of a connection.</summary>
    public required Func<IFraming> Framing { get; init; }

    /// <summary>The request as bytes.</summary>
    public byte[] RequestBytes => Encoding.ASCII.GetBytes(Request);
}
