using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// The id of an event, in the format <c>epoch-sequence</c>. An id is a cursor for any set of channels, because all channels share one
/// sequence. After a restart, old ids are recognized by their different epoch. An <c>s</c> at the end means that the stream's snapshot had
/// not been sent before the event: a stream that resumes from such an id needs the snapshot.
/// </summary>
/// <param name="Epoch">The time at which the log began, in Unix milliseconds.</param>
/// <param name="Sequence">The sequence number, from 1 for the first event of the log; 0 is the position before it.</param>
/// <param name="IsBeforeSnapshot">Whether the event came before its stream's snapshot.</param>
public readonly record struct StreamEventId(long Epoch, long Sequence, bool IsBeforeSnapshot = false)
{
    /// <summary>The maximum length of an id to parse, in characters.</summary>
    private const int MaxLength = 64;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Sequence}{(IsBeforeSnapshot ? "s" : "")}");

    /// <summary>Parses two decimal integers of at most 63 bits, separated by a hyphen, without signs or leading zeros, and an optional <c>s</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StreamEventId id)
    {
        id = default;
        if (text is null or { Length: > MaxLength } || text.IndexOf('-', StringComparison.Ordinal) is var hyphen && hyphen < 0)
            return false;
        var isBeforeSnapshot = text.EndsWith('s');
        var end = text.Length - (isBeforeSnapshot ? 1 : 0);
        if (!TryParse(text.AsSpan(0, hyphen), out var epoch) || !TryParse(text.AsSpan(hyphen + 1, end - hyphen - 1), out var sequence))
            return false;
        id = new StreamEventId(epoch, sequence, isBeforeSnapshot);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && (digits[0] != '0' || digits.Length == 1);
}
