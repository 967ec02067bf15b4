using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>Decodes WebSocket frames (RFC 6455, section 5.2) of a server, which are not masked.</summary>
internal sealed class WebSocketFraming : IFraming
{
    private const int FirstControl = 8;
    private const int Close = 8;
    private const int Length16 = 126;
    private const int Length64 = 127;

    private readonly byte[] _head = new byte[10];
    private int _headLength;
    private long _left;

    /// <summary>Creates a text frame of a client, with a mask of zeros.</summary>
    public static byte[] Text(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(payload.Length, Length16);
        return [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
    }

    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> received, IBufferWriter<byte> payload)
    {
        while (!received.IsEmpty)
        {
            if (_left == 0)
            {
                _head[_headLength++] = received[0];
                received = received[1..];
                if (_headLength < 2 || _headLength < HeadLength())
                    continue;
                _left = PayloadLength();
                _headLength = 0;
                if (Opcode == Close)
                    return false;
                continue;
            }
            var taken = (int)Math.Min(received.Length, _left);
            if (Opcode < FirstControl)
                payload.Write(received[..taken]);
            _left -= taken;
            received = received[taken..];
        }
        return true;
    }

    private int Opcode => _head[0] & 0xf;

    private int HeadLength() => _head[1] switch { Length16 => 4, Length64 => 10, _ => 2 };

    private long PayloadLength() => _head[1] switch
    {
        Length16 => BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(2)),
        Length64 => BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(2)),
        _ => _head[1],
    };
}
