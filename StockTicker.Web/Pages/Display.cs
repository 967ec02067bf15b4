using System.Globalization;
using StockTicker.Web.Market;

namespace StockTicker.Web.Pages;

/// <summary>
/// Formats numbers and times for display. The browser reformats them in the user's locale and time zone,
/// so the widths are kept similar.
/// </summary>
public static class Display
{
    private const string Minus = "\u2212";

    /// <summary>A price with its own number of decimals, for example <c>1,150.20</c>.</summary>
    public static string Price(decimal price) => price.ToString($"N{price.Scale}", CultureInfo.InvariantCulture);

    /// <summary>A change of price with its sign, for example <c>+1.25</c>; zero has none.</summary>
    public static string Change(decimal change) => Sign(change) + Price(Math.Abs(change));

    /// <summary>A change in per cent with its sign and two decimals, for example <c>+0.84%</c>.</summary>
    public static string Percent(decimal percent) =>
        Sign(percent) + Math.Abs(percent).ToString("N2", CultureInfo.InvariantCulture) + "%";

    /// <summary>A whole number with its digits grouped, for example <c>12,345</c>.</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A large number in compact form, with two decimals from a thousand up, for example <c>12.35M</c>.</summary>
    public static string Compact(decimal number)
    {
        var (divisor, unit) = number switch
        {
            >= 1e12m => (1e12m, "T"),
            >= 1e9m => (1e9m, "B"),
            >= 1e6m => (1e6m, "M"),
            >= 1e3m => (1e3m, "K"),
            _ => (1m, ""),
        };
        return (number / divisor).ToString(unit.Length == 0 ? "N0" : "N2", CultureInfo.InvariantCulture) + unit;
    }

    /// <summary>A time of day in UTC, for example <c>14:03:07 UTC</c>.</summary>
    public static string Time(DateTimeOffset time) => Utc("HH:mm:ss 'UTC'", time);

    /// <summary>A day and a time of day in UTC, for example <c>5 Jan 2026, 14:03 UTC</c>.</summary>
    public static string Day(DateTimeOffset time) => Utc("d MMM yyyy, HH:mm 'UTC'", time);

    /// <summary>A time for a <c>datetime</c> attribute, in UTC with milliseconds.</summary>
    public static string Machine(DateTimeOffset time) => Utc("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", time);

    /// <summary>The plain number, as in JSON, for <c>data-value</c>; null for null.</summary>
    public static string? Bare(object? number) => (number as IFormattable)?.ToString(null, CultureInfo.InvariantCulture);

    /// <summary><c>gain</c>, <c>loss</c> or <c>flat</c>: the class that colours a signed number.</summary>
    public static string Tone(decimal change) => change > 0 ? "gain" : change < 0 ? "loss" : "flat";

    /// <summary>How strongly a change is tinted, from 0 (none) to 4 (from 3 % up).</summary>
    public static int Heat(decimal percent) => Math.Abs(percent) switch
    {
        0 => 0,
        < 0.5m => 1,
        < 1.5m => 2,
        < 3m => 3,
        _ => 4,
    };

    /// <summary>The value of a quote's field.</summary>
    public static string Value(QuoteFieldKind kind, IComparable value) => (kind, value) switch
    {
        (QuoteFieldKind.Price, decimal price) => Price(price),
        (QuoteFieldKind.Change, decimal change) => Change(change),
        (QuoteFieldKind.Percent, decimal percent) => Percent(percent),
        (QuoteFieldKind.Count, long count) => Whole(count),
        (QuoteFieldKind.Compact, long count) => Compact(count),
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

    private static string Sign(decimal number) => number > 0 ? "+" : number < 0 ? Minus : "";

    private static string Utc(string format, DateTimeOffset time) =>
        time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
