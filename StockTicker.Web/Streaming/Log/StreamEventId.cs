using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// The id of an event, in the format <c>epoch-sequence</c>. An id is a cursor for any set of channels, because all channels share one
/// sequence. After a restart, old ids are recognized by their different epoch.
/// </summary>
/// <param name="Epoch">The time at which the log began, in Unix milliseconds.</param>
/// <param name="Sequence">The sequence number, from 1 for the first event of the log; 0 is the position before it.</param>
public readonly record struct StreamEventId(long Epoch, long Sequence)
{
    /// <summary>The maximum length of an id to parse, in characters.</summary>
    private const int MaxLength = 64;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Sequence}");

    /// <summary>Parses two decimal integers of at most 63 bits, separated by a hyphen, without signs or leading zeros.</summary>
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
