using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// The id of an event, written <c>epoch-sequence</c>. One id is a cursor for any set of channels, because all channels are numbered
/// together; a restart is never mistaken for continuity, because the epoch differs.
/// </summary>
/// <param name="Epoch">Unix milliseconds at which the log began.</param>
/// <param name="Sequence">1 for the log's first event, one more for each after it; 0 stands before the first.</param>
public readonly record struct StreamEventId(long Epoch, long Sequence)
{
    /// <summary>The longest id that is looked at, in characters.</summary>
    private const int MaxLength = 64;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Sequence}");

    /// <summary>Reads two decimal integers of at most 63 bits with a hyphen between, without sign or leading zeros.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StreamEventId id)
    {
        id = default;
        if (text is null or { Length: > MaxLength } || text.IndexOf('-', StringComparison.Ordinal) is var hyphen && hyphen < 0)
            return false;
        if (!TryParse(text.AsSpan(0, hyphen), out var epoch) || !TryParse(text.AsSpan(hyphen + 1), out var sequence))
            return false;
        id = new StreamEventId(epoch, sequence);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && (digits[0] != '0' || digits.Length == 1);
}
