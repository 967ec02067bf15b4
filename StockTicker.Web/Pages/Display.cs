using System.Globalization;
using StockTicker.Domain;
using StockTicker.Web.Market;

namespace StockTicker.Web.Pages;

/// <summary>
/// Formats numbers and times for display. The browser reformats them in the user's locale and time zone,
/// so the widths are kept similar.
/// </summary>
public static class Display
{
    /// <summary>What stands for a value that is not known.</summary>
    public const string Unknown = "–";

    private const string Minus = "\u2212";

    /// <summary>A price with its own number of decimals, for example <c>1,150.20</c> or <c>−37.63</c>.</summary>
    public static string Price(decimal? price) => price is { } known
        ? (known < 0 ? Minus : "") + Math.Abs(known).ToString($"N{known.Scale}", CultureInfo.InvariantCulture)
        : Unknown;

    /// <summary>A change of price with its sign, for example <c>+1.25</c>; zero has none.</summary>
    public static string Change(decimal? change) => (change > 0 ? "+" : "") + Price(change);

    /// <summary>A change in per cent with its sign and two decimals, for example <c>+0.84%</c>.</summary>
    public static string Percent(decimal? percent) => percent is { } known
        ? Sign(known) + Math.Abs(known).ToString("N2", CultureInfo.InvariantCulture) + "%"
        : Unknown;

    /// <summary>A whole number with its digits grouped, for example <c>12,345</c>.</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of shares or units with all its decimals, up to eight, for example <c>12,345</c> or <c>0.5</c>.</summary>
    public static string Count(decimal? number) => number?.ToString("#,0.########", CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary>
    /// A number of shares or units in short form: with two decimals from a thousand up, for example <c>12.35M</c>; below, with up to four
    /// significant digits, for example <c>0.01235</c>.
    /// </summary>
    public static string Compact(decimal? number) => number is not { } known ? Unknown : Math.Abs(known) switch
    {
        >= 1e12m => Short(known / 1e12m, "T"),
        >= 1e9m => Short(known / 1e9m, "B"),
        >= 1e6m => Short(known / 1e6m, "M"),
        >= 1e3m => Short(known / 1e3m, "K"),
        >= 1m => known.ToString("G4", CultureInfo.InvariantCulture),
        var size => Count(decimal.Round(known, Math.Min(8, 4 + LeadingZeros(size)), MidpointRounding.AwayFromZero)),
    };

    /// <summary>An amount of money in short form, for example <c>$12.35M</c>, or <c>12.35M EUR</c> in another currency.</summary>
    public static string Money(decimal? amount, string currency) => amount is null ? Unknown
        : currency == Currency.Dollar ? $"${Compact(amount)}" : $"{Compact(amount)} {currency}";

    /// <summary>A time of day in UTC, for example <c>14:03:07 UTC</c>.</summary>
    public static string Time(DateTimeOffset time) => Utc("HH:mm:ss 'UTC'", time);

    /// <summary>A day and a time of day in UTC, for example <c>5 Jan 2026, 14:03 UTC</c>.</summary>
    public static string Day(DateTimeOffset time) => Utc("d MMM yyyy, HH:mm 'UTC'", time);

    /// <summary>A day and a time to the second, for example 5 January 2026, 14:30:20 UTC.</summary>
    public static string Instant(DateTimeOffset time) => Utc("d MMMM yyyy, HH:mm:ss 'UTC'", time);

    /// <summary>A time for a <c>datetime</c> attribute, in UTC with milliseconds.</summary>
    public static string Machine(DateTimeOffset time) => Utc("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", time);

    /// <summary>The plain number, as in JSON, for <c>data-value</c>; null for null.</summary>
    public static string? Bare(object? number) => (number as IFormattable)?.ToString(null, CultureInfo.InvariantCulture);

    /// <summary><c>gain</c>, <c>loss</c> or <c>flat</c>: the class that colours a signed number.</summary>
    public static string Tone(decimal? change) => change > 0 ? "gain" : change < 0 ? "loss" : "flat";

    /// <summary>How strongly a change is tinted, from 0 (none) to 4 (from 3 % up).</summary>
    public static int Heat(decimal? percent) => Math.Abs(percent ?? 0) switch
    {
        0 => 0,
        < 0.5m => 1,
        < 1.5m => 2,
        < 3m => 3,
        _ => 4,
    };

    /// <summary>The value of a quote's field; null if it is not known.</summary>
    public static string Value(QuoteFieldKind kind, IComparable? value) => (kind, value) switch
    {
        (_, null) => Unknown,
        (QuoteFieldKind.Price, decimal price) => Price(price),
        (QuoteFieldKind.Change, decimal change) => Change(change),
        (QuoteFieldKind.Percent, decimal percent) => Percent(percent),
        (QuoteFieldKind.Count, decimal count) => Count(count),
        (QuoteFieldKind.Compact, decimal count) => Compact(count),
        (QuoteFieldKind.Text, string text) => text,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It has no display format."),
    };

    /// <summary>The name of a kind's format for <c>data-format</c>, by which the browser knows it.</summary>
    public static string FormatOf(QuoteFieldKind kind) => kind switch
    {
        QuoteFieldKind.Price => "price",
        QuoteFieldKind.Change => "change",
        QuoteFieldKind.Percent => "percent",
        QuoteFieldKind.Count => "count",
        QuoteFieldKind.Compact => "compact",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It has no display format."),
    };

    private static string Short(decimal number, string unit) => number.ToString("N2", CultureInfo.InvariantCulture) + unit;

    // The number of zeros after the point.
    private static int LeadingZeros(decimal size)
    {
        var zeros = 0;
        for (; size is > 0 and < 0.1m && zeros < TickSize.MaxDecimals; size *= 10)
            zeros++;
        return zeros;
    }

    private static string Sign(decimal number) => number > 0 ? "+" : number < 0 ? Minus : "";

    private static string Utc(string format, DateTimeOffset time) =>
        time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
