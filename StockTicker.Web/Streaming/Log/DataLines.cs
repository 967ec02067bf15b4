using System.Buffers;
using System.Text;
using System.Text.Json;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Writes the data of an event in lines of at most <see cref="MaxBytes"/>, because the line buffers of common clients are small: Go's
/// <c>bufio.Scanner</c> fails at 64 KB. Clients join the lines with line feeds, so that JSON can be divided between any two tokens.
/// </summary>
internal struct DataLines
{
    /// <summary>The maximum length of a line, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    // The longest end of an event after its last quote, and the comma before a new line.
    private const int Reserve = 8;

    private readonly ArrayBufferWriter<byte> _output;
    private int _lineStart;

    /// <summary>Divides JSON without line breaks by line feeds, for a writer that turns each line into a line of data.</summary>
    public static string Divide(byte[] json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 64);
        new DataLines(output).Write(json);
        return Encoding.UTF8.GetString(output.WrittenSpan["data: ".Length..]).Replace("\ndata: ", "\n", StringComparison.Ordinal);
    }

    /// <summary>Begins the first line.</summary>
    public DataLines(ArrayBufferWriter<byte> output)
    {
        _output = output;
        _lineStart = output.WrittenCount;
        output.Write("data: "u8);
    }

    /// <summary>Begins another line if the current one has no room for so many bytes. Call it only between two tokens.</summary>
    public void MakeRoom(int bytes)
    {
        if (_output.WrittenCount - _lineStart + bytes + Reserve <= MaxBytes)
            return;
        _output.Write("\n"u8);
        _lineStart = _output.WrittenCount;
        _output.Write("data: "u8);
    }

    /// <summary>Writes JSON without line breaks, divided if necessary.</summary>
    public void Write(ReadOnlySpan<byte> json)
    {
        if (json.Length + Reserve < MaxBytes)
        {
            _output.Write(json);
            return;
        }
        var reader = new Utf8JsonReader(json);
        var written = 0;
        while (reader.Read())
        {
            // The token ends before the comma or colon that follows it.
            var start = (int)reader.TokenStartIndex;
            _output.Write(json[written..start]);
            written = (int)reader.BytesConsumed;
            MakeRoom(written - start);
            _output.Write(json[start..written]);
        }
    }
}
