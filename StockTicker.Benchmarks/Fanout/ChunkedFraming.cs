using System.Buffers;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>Decodes HTTP/1.1 chunks (RFC 9112, section 7.1) without extensions.</summary>
internal sealed class ChunkedFraming : IFraming
{
    private const int LineEnd = 2;

    // Of the chunk and the line break after it.
    private long _left;
    private long _size;

    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> received, IBufferWriter<byte> payload)
    {
        while (!received.IsEmpty)
        {
            var taken = 1;
            if (_left > LineEnd)
            {
                taken = (int)Math.Min(received.Length, _left - LineEnd);
                payload.Write(received[..taken]);
                _left -= taken;
            }
            else if (_left > 0)
                _left--;
            else if (!TryReadHead(received[0]))
                return false;
            received = received[taken..];
        }
        return true;
    }

    private bool TryReadHead(byte next)
    {
        if (next == '\r')
            return true;
        if (next != '\n')
        {
            var digit = ValueOf(next);
            _size = _size * 16 + digit;
            return digit >= 0 && _size < int.MaxValue;
        }
        // The last chunk is empty.
        (_left, var more, _size) = (_size + LineEnd, _size > 0, 0);
        return more;
    }

    private static int ValueOf(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
