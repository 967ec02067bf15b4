using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Market.Replay;

namespace StockTicker.Tests.Market;

/// <summary>A folder for files of a market, which is deleted at the end.</summary>
internal sealed class MarketFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(RunFolder.Path, $"market-{Guid.NewGuid():n}")).FullName;

    /// <summary>Writes a text file and returns its path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes a gzip file and returns its path.</summary>
    public string WriteGzip(string name, string text)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return Write(name, content.ToArray());
    }

    /// <summary>Reads everything in a file or folder, and returns the trades and the last quotes.</summary>
    public static (List<Trade> Trades, IReadOnlyList<Quote> Quotes, BadLines Bad) ReadAll(
        string path, InstrumentCatalog? listed = null, ILogger? logger = null)
    {
        var bad = new BadLines(false, logger ?? NullLogger.Instance);
        using var tape = ReplayFiles.Open(path, listed ?? InstrumentCatalog.Empty, 1000, DateTimeOffset.UnixEpoch, bad);
        var trades = new List<Trade>();
        var last = DateTimeOffset.MinValue;
        while (tape.NextTime is { } next)
        {
            tape.Read();
            if (tape.Take(next) is { } move)
                trades.AddRange(move.Trades);
            last = next;
        }
        return (trades, tape.TakeAll(last).Quotes, bad);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
