using System.Globalization;
using System.IO.Compression;

namespace StockTicker.Web.Market.Recording;

/// <summary>The files of a recording: one for each hour or 256 MB, compressed when it is closed.</summary>
internal sealed class RecordingFolder(string path)
{
    /// <summary>The extension of a file that is being written.</summary>
    public const string Extension = ".ndjson";

    private const string Compressed = Extension + ".gz";
    private const string Unfinished = ".tmp";

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>Creates the folder and checks that files can be written to it.</summary>
    /// <exception cref="IOException">They can't.</exception>
    /// <exception cref="UnauthorizedAccessException">They can't.</exception>
    public void Prepare()
    {
        Directory.CreateDirectory(path);
        var probe = System.IO.Path.Combine(path, $".probe-{Environment.ProcessId}");
        using (File.Create(probe, 1, FileOptions.DeleteOnClose))
        {
        }
    }

    /// <summary>Creates a file for what is recorded from a time on. Names are in order of time.</summary>
    public FileStream Create(DateTimeOffset time)
    {
        var name = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH-mm-ss.fff'Z'", CultureInfo.InvariantCulture);
        for (var number = 1; ; number++)
        {
            var file = System.IO.Path.Combine(path, (number == 1 ? name : $"{name}-{number}") + Extension);
            if (!File.Exists(file) && !File.Exists(file + ".gz"))
                return new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
    }

    /// <summary>Compresses a file that is closed. It is replaced only once the compressed one is on the disk.</summary>
    public static void Compress(string file)
    {
        var (unfinished, compressed) = (file + ".gz" + Unfinished, file[..^Extension.Length] + Compressed);
        using (var from = File.OpenRead(file))
        using (var to = File.Create(unfinished))
        {
            using (var gzip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true))
                from.CopyTo(gzip);
            to.Flush(flushToDisk: true);
        }
        File.Move(unfinished, compressed, overwrite: true);
        File.Delete(file);
    }

    /// <summary>Compresses what an earlier run has left open, because it was killed.</summary>
    public void CompressLeftovers()
    {
        foreach (var file in Directory.EnumerateFiles(path, "*" + Extension).Order(StringComparer.Ordinal).ToList())
            Compress(file);
    }
}
