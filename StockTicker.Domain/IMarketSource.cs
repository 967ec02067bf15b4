namespace StockTicker.Domain;

/// <summary>
/// Where the market comes from: the instruments, their quotes at the opening, and every move after it. A simulation, a replay and a
/// feed are sources. The book, the hub and everything that observes them know none of them.
/// </summary>
/// <remarks>
/// One driver calls a source, never concurrently: <see cref="Open"/> once, then <see cref="WaitAsync"/> and <see cref="Advance"/> in turn,
/// or <see cref="Advance"/> alone with a manual clock. A source that has not been opened reads and computes nothing, so that a process can
/// hold one without driving the market. A source reads no clock: what happens depends only on the times passed to it.
/// </remarks>
public interface IMarketSource
{
    /// <summary>
    /// The instruments that are known before the opening. A move can contain quotes of further ones, whose indexes follow those of the
    /// instruments known so far, without gaps; the book lists them.
    /// </summary>
    InstrumentCatalog Instruments { get; }

    /// <summary>
    /// Whether moves come at least once per update interval while the source works. If not, silence says nothing about its health.
    /// </summary>
    bool IsSteady { get; }

    /// <summary>Where the prices come from, as of now. Safe to read from any thread.</summary>
    MarketOrigin Origin { get; }

    /// <summary>Opens the market, which may already have a past then. Call it once.</summary>
    /// <param name="time">The current time.</param>
    /// <returns>
    /// The opening, with one quote of every instrument, in catalog order, followed by what has happened until <paramref name="time"/>. It
    /// must be enumerated once and to its end before <see cref="Advance"/> is called.
    /// </returns>
    IEnumerable<MarketMove> Open(DateTimeOffset time);

    /// <summary>Waits until something may have happened.</summary>
    /// <returns>False if nothing more will happen.</returns>
    ValueTask<bool> WaitAsync(CancellationToken cancellationToken);

    /// <summary>Gets what has happened since the previous call or the opening, or the first part of it.</summary>
    /// <param name="time">The current time, which never decreases.</param>
    /// <returns>
    /// The move, or null if nothing has happened. A steady source returns one move for each call; any other may have more for the same time.
    /// </returns>
    MarketMove? Advance(DateTimeOffset time);
}
