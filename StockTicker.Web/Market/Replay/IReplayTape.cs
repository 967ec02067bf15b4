using StockTicker.Domain;

namespace StockTicker.Web.Market.Replay;

/// <summary>What the files of a replay contain, in order of time.</summary>
internal interface IReplayTape : IDisposable
{
    /// <summary>The instruments that are known before the first entry.</summary>
    InstrumentCatalog Instruments { get; }

    /// <summary>Whether entries are published one by one, as they were recorded.</summary>
    bool HasBatches { get; }

    /// <summary>The time of the next entry, or null at the end.</summary>
    DateTimeOffset? NextTime { get; }

    /// <summary>The number of entries read since the last beginning.</summary>
    long Entries { get; }

    /// <summary>Reads the next entry.</summary>
    void Read();

    /// <summary>Gets what has been read since the last move; null if nothing has.</summary>
    MarketMove? Take(DateTimeOffset time);

    /// <summary>Gets the quotes of all instruments, as the beginning of a session, in place of what has been read since the last move.</summary>
    MarketMove TakeAll(DateTimeOffset time);

    /// <summary>Returns to the beginning, with no quotes.</summary>
    void Rewind();
}
