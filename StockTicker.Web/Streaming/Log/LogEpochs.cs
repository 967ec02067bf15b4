namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Maps the ids of a log to single increasing numbers, its sequence, and back. A log that several instances share begins a new epoch when
/// another instance moves the market, and continues with its earlier events. In the first epoch, both numbers are the same. Safe for one
/// writer at a time and any number of readers.
/// </summary>
internal sealed class LogEpochs(long first)
{
    // How many bits the number within an epoch has.
    private const int Bits = 44;
    private const long Mask = (1L << Bits) - 1;

    private volatile Epoch[] _epochs = [new Epoch(first, long.MaxValue)];

    /// <summary>The newest epoch.</summary>
    public long Current => _epochs[^1].Start;

    /// <summary>Gets the id of an event by its sequence.</summary>
    public StreamEventId IdOf(long sequence) => new(_epochs[(int)(sequence >> Bits)].Start, sequence & Mask);

    /// <summary>Gets the sequence for an id, also of an event that does not exist yet. Returns false if the id is of no epoch of this log.</summary>
    public bool TryFind(StreamEventId id, out long sequence)
    {
        var epochs = _epochs;
        for (var i = epochs.Length - 1; i >= 0; i--)
        {
            if (epochs[i].Start != id.Epoch)
                continue;
            sequence = ((long)i << Bits) | Math.Min(id.Sequence, Mask);
            return id.Sequence <= epochs[i].Last;
        }
        sequence = 0;
        return false;
    }

    /// <summary>Begins a newer epoch.</summary>
    /// <param name="start">Its start, in Unix milliseconds.</param>
    /// <param name="last">The number of the last event of the epoch before.</param>
    public void Begin(long start, long last)
    {
        var epochs = _epochs;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(start, epochs[^1].Start);
        _epochs = [.. epochs[..^1], epochs[^1] with { Last = last }, new Epoch(start, long.MaxValue)];
    }

    /// <summary>Continues with events that this process may have numbered before, and returns the sequence before the first of the epoch.</summary>
    public long Restart(long start)
    {
        var epochs = _epochs;
        _epochs = [.. epochs, new Epoch(start, long.MaxValue)];
        return (long)epochs.Length << Bits;
    }

    private readonly record struct Epoch(long Start, long Last);
}
