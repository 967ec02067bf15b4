using System.Buffers;
using System.Globalization;

namespace StockTicker.Web.Market;

/// <summary>
/// Parses times as files and feeds have them: ISO 8601 (UTC unless they have an offset), a date as <c>20240105</c>, or Unix time in seconds,
/// milliseconds, microseconds or nanoseconds, which their magnitude tells apart.
/// </summary>
internal static class TimeText
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private const long FirstDate = 1900_01_01;
    private const long LastDate = 2199_12_31;

    // Unix times in a unit are below these values until the year 5138.
    private const long MaxSeconds = 100_000_000_000;
    private const long MaxMilliseconds = MaxSeconds * 1000;
    private const long MaxMicroseconds = MaxMilliseconds * 1000;

    private static readonly long MaxTicks = DateTimeOffset.MaxValue.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;

    /// <summary>Tries to parse a time.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return text.Length == 8 && number is >= FirstDate and <= LastDate ? TryParseDate(text, out time) : TryFromUnix(number, out time);
        // Fractional Unix time.
        if (text.Length > 0 && !text.ContainsAnyExcept(Digits) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction))
            return TryFromUnix(fraction, out time);
        // A year first, so that day and month can't be confused.
        return text.Length >= 8 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[3]) && text[4] is '-' or '/'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time)
            && time >= DateTimeOffset.UnixEpoch;
    }

    private static bool TryParseDate(ReadOnlySpan<char> text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time) && time >= DateTimeOffset.UnixEpoch;

    private static bool TryFromUnix(decimal number, out DateTimeOffset time)
    {
        time = default;
        if (number < 0 || number > long.MaxValue)
            return false;
        var ticks = number < MaxSeconds ? number * TimeSpan.TicksPerSecond
            : number < MaxMilliseconds ? number * TimeSpan.TicksPerMillisecond
            : number < MaxMicroseconds ? number * TimeSpan.TicksPerMicrosecond
            : number / TimeSpan.NanosecondsPerTick;
        if (ticks > MaxTicks)
            return false;
        time = DateTimeOffset.UnixEpoch.AddTicks((long)ticks);
        return true;
    }

    private static bool TryFromUnix(long number, out DateTimeOffset time)
    {
        time = default;
        if (number < 0)
            return false;
        var ticks = number < MaxSeconds ? number * TimeSpan.TicksPerSecond
            : number < MaxMilliseconds ? number * TimeSpan.TicksPerMillisecond
            : number < MaxMicroseconds ? number * TimeSpan.TicksPerMicrosecond
            : number / TimeSpan.NanosecondsPerTick;
        if (ticks > MaxTicks)
            return false;
        time = DateTimeOffset.UnixEpoch.AddTicks(ticks);
        return true;
    }
}
