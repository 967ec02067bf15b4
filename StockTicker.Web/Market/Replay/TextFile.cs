using System.IO.Compression;
using System.Text;

namespace StockTicker.Web.Market.Replay;

/// <summary>
/// The text of a file, decompressed if it is a gzip file, as a stream of characters: UTF-8 unless it has the byte order mark of another
/// encoding. A line that is too long to be one ends it.
/// </summary>
internal sealed class TextFile : TextReader
{
    /// <summary>The maximum length of a line, in characters.</summary>
    public const int MaxLine = 16 * 1024 * 1024;

    private const int BufferSize = 256 * 1024;

    private readonly StreamReader _reader;
    private char[] _ahead = [];
    private int _aheadAt;
    private int _line;

    private TextFile(Stream content) => _reader = new StreamReader(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, BufferSize);

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">The file is compressed in another way. The message says how.</exception>
    public static TextFile Open(string path)
    {
        var file = new FileStream(path, new FileStreamOptions { BufferSize = BufferSize, Options = FileOptions.SequentialScan, Share = FileShare.ReadWrite | FileShare.Delete });
        try
        {
            Span<byte> magic = stackalloc byte[4];
            var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            file.Position = 0;
            return magic[..length] switch
            {
                [0x1F, 0x8B, ..] => new TextFile(new GZipStream(file, CompressionMode.Decompress)),
                [(byte)'P', (byte)'K', 3 or 5, ..] => throw new InvalidDataException("it is a ZIP archive; extract the files in it"),
                [0x28, 0xB5, 0x2F, 0xFD] => throw new InvalidDataException("it is compressed by Zstandard; decompress it, for example by 'zstd -d'"),
                [0x50, 0x41, 0x52, 0x31] => throw new InvalidDataException("it is a Parquet file; export it as CSV"),
                _ => new TextFile(file),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the first line without consuming it.</summary>
    public string PeekLine()
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (text.Length < MaxLine && _reader.Read(buffer, 0, buffer.Length) is > 0 and var length)
        {
            text.Append(buffer, 0, length);
            if (buffer.AsSpan(0, length).IndexOfAny('\n', '\r') >= 0)
                break;
        }
        _ahead = text.ToString().ToCharArray();
        var end = _ahead.AsSpan().IndexOfAny('\n', '\r');
        return new string(_ahead, 0, end < 0 ? _ahead.Length : end);
    }

    /// <inheritdoc/>
    public override int Read(Span<char> buffer)
    {
        int length;
        if (_aheadAt < _ahead.Length)
        {
            length = Math.Min(buffer.Length, _ahead.Length - _aheadAt);
            _ahead.AsSpan(_aheadAt, length).CopyTo(buffer);
            _aheadAt += length;
        }
        else
            length = _reader.Read(buffer);
        var end = buffer[..length].LastIndexOf('\n');
        _line = end < 0 ? _line + length : length - end - 1;
        return _line <= MaxLine ? length : throw new InvalidDataException($"a line is longer than {MaxLine} characters");
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 1 ? one[0] : -1;
    }

    /// <inheritdoc/>
    public override int Peek() => _aheadAt < _ahead.Length ? _ahead[_aheadAt] : _reader.Peek();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _reader.Dispose();
        base.Dispose(disposing);
    }
}
