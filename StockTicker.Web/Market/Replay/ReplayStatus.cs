using System.Text.Json.Serialization;

namespace StockTicker.Web.Market.Replay;

/// <summary>The state of a replay in <c>/stats</c> and in the response to a request that controls it.</summary>
/// <param name="Position">The time in the files, in Unix milliseconds.</param>
/// <param name="Speed">How many times faster than it happened, or null for as fast as possible.</param>
/// <param name="Paused">Whether it is paused.</param>
/// <param name="Ended">Whether the end has been reached.</param>
/// <param name="Lines">The number of lines read since the beginning.</param>
/// <param name="BadLines">The number of lines that could not be used.</param>
/// <param name="FirstBadLines">The first of them: where each is, and what is wrong.</param>
internal sealed record ReplayStatus(
    long Position, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Speed, bool Paused, bool Ended, long Lines, long BadLines,
    IReadOnlyList<string> FirstBadLines)
{
    /// <summary>Describes a state.</summary>
    public static ReplayStatus Of(ReplayState state, BadLines bad) => new(
        state.Position.ToUnixTimeMilliseconds(), double.IsInfinity(state.Speed) ? null : state.Speed, state.IsPaused, state.HasEnded, state.Entries,
        bad.Count, bad.First);
}
