using StockTicker.Domain;

namespace StockTicker.Web.Market.Replay;

/// <summary>Finds the files of a replay.</summary>
internal static class ReplayFiles
{
    private static readonly string[] RecordedExtensions = [".ndjson", ".jsonl"];
    private static readonly string[] CsvExtensions = [".csv", ".tsv", ".txt"];

    /// <summary>Opens a file, or all files in a folder that can be replayed: recordings, or CSV files, but not both.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="listed">The instruments that are known in advance. A recording has its own.</param>
    /// <param name="maxInstruments">The maximum number of instruments.</param>
    /// <param name="time">The current time.</param>
    /// <param name="bad">Receives the lines that can't be used.</param>
    /// <exception cref="InvalidDataException">Nothing can be replayed. The message says why.</exception>
    public static IReplayTape Open(string path, InstrumentCatalog listed, int maxInstruments, DateTimeOffset time, BadLines bad)
    {
        try
        {
            IReadOnlyList<string> files = Directory.Exists(path)
                ? [.. Directory.EnumerateFiles(path).Where(file => Has(file, [.. RecordedExtensions, .. CsvExtensions])).Order(StringComparer.Ordinal)]
                : [path];
            if (files.Count == 0)
                throw new InvalidDataException($"the folder has no files that end in {string.Join(", ", [.. CsvExtensions, .. RecordedExtensions])} or these with .gz");
            var recorded = files.Where(file => Has(file, RecordedExtensions)).ToList();
            if (recorded.Count > 0 && recorded.Count < files.Count)
                throw new InvalidDataException("the folder has both recordings and CSV files");
            return recorded.Count > 0 ? new RecordedTape(recorded, bad) : new CsvTape(files, listed, maxInstruments, time, bad);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(fault.Message.TrimEnd('.'), fault);
        }
    }

    private static bool Has(string file, string[] extensions) => extensions.Any(extension =>
        file.EndsWith(extension, StringComparison.OrdinalIgnoreCase) || file.EndsWith(extension + ".gz", StringComparison.OrdinalIgnoreCase));
}
