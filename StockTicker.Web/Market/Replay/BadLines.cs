using System.Collections.Immutable;

namespace StockTicker.Web.Market.Replay;

/// <summary>
/// The lines of the files that could not be used: how many of each kind, and the first ones by name. Safe for one writer and any number of
/// readers.
/// </summary>
internal sealed partial class BadLines(bool isStrict, ILogger logger)
{
    /// <summary>How many lines of each kind are logged, and how many of any kind are in <see cref="First"/>.</summary>
    public const int MaxNamed = 20;

    private ImmutableSortedDictionary<string, long> _kinds = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);
    private ImmutableList<string> _first = [];
    private long _count;

    /// <summary>Whether a bad line is an error.</summary>
    public bool IsStrict => isStrict;

    /// <summary>The number of lines that could not be used.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The number of lines of each kind.</summary>
    public IReadOnlyDictionary<string, long> Kinds => _kinds;

    /// <summary>The first lines of any kind: where each is, and what is wrong.</summary>
    public IReadOnlyList<string> First => Volatile.Read(ref _first);

    /// <summary>Records a line. The first of each kind are logged.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="line">The number of the line, or 0 for the file as a whole.</param>
    /// <param name="column">The name of the column, or null for the line as a whole.</param>
    /// <param name="kind">What is wrong, without values from the file.</param>
    /// <param name="value">The value that is wrong, or null if there is none.</param>
    /// <exception cref="InvalidDataException">Bad lines are not permitted.</exception>
    public void Add(string file, long line, string? column, string kind, string? value = null)
    {
        var known = _kinds.GetValueOrDefault(kind);
        Volatile.Write(ref _kinds, _kinds.SetItem(kind, known + 1));
        Volatile.Write(ref _count, _count + 1);
        var where = (line, column) switch
        {
            (0, _) => file,
            (_, null) => $"{file}, line {line}",
            _ => $"{file}, line {line}, column {column}",
        };
        var what = value is null ? kind : $"'{Shortened(value)}': {kind}";
        if (isStrict)
            throw new InvalidDataException($"{where}: {what}");
        if (_first.Count < MaxNamed)
            Volatile.Write(ref _first, _first.Add($"{where}: {what}"));
        if (known < MaxNamed)
            LogSkipped(where, what);
        if (known == MaxNamed - 1)
            LogEnough(kind);
    }

    private static string Shortened(string value)
    {
        var text = value.Length > 40 ? value[..40] + "…" : value;
        return string.Concat(text.Select(c => char.IsControl(c) ? '�' : c));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Skipped {Where}: {What}.")]
    private partial void LogSkipped(string where, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Further lines of this kind are counted but not named: {Kind}.")]
    private partial void LogEnough(string kind);
}
