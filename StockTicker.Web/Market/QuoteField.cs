using System.Globalization;
using StockTicker.Domain;

namespace StockTicker.Web.Market;

/// <summary>A field of a quote: its name on the wire, its kind, and how to read its value.</summary>
public sealed record QuoteField
{
    /// <summary>The longest number, which is a decimal with sign and point.</summary>
    public const int MaxNumberLength = 31;

    private readonly Func<Instrument, string?>? _text;
    private readonly Func<Quote, decimal?>? _decimal;
    private readonly Func<Quote, long>? _integer;

    private QuoteField(
        string name, QuoteFieldKind kind, string description, bool isConstant,
        Func<Instrument, string?>? text = null, Func<Quote, decimal?>? @decimal = null, Func<Quote, long>? integer = null)
    {
        (Name, Kind, Description, IsConstant) = (name, kind, description, isConstant);
        (_text, _decimal, _integer) = (text, @decimal, integer);
    }

    /// <summary>The name on the wire.</summary>
    public string Name { get; }

    /// <summary>What the value is.</summary>
    public QuoteFieldKind Kind { get; }

    /// <summary>What the value means, for the API description.</summary>
    public string Description { get; }

    /// <summary>Whether the value cannot change during a session. Such a field is in <c>snapshot</c> and <c>/quotes</c> only.</summary>
    public bool IsConstant { get; }

    /// <summary>
    /// Whether the value is only given where it differs from the default, so that a market without such an instrument has no column for it.
    /// </summary>
    public bool HasDefault { get; init; }

    /// <summary>Whether the value is known of every instrument.</summary>
    public bool IsAlwaysKnown { get; init; }

    /// <summary>A text of the instrument; null if it is not known.</summary>
    public static QuoteField Text(string name, Func<Instrument, string?> value, string description, bool isConstant = true) =>
        new(name, QuoteFieldKind.Text, description, isConstant, text: value);

    /// <summary>A number with decimals, which the value itself carries; null if it is not known.</summary>
    public static QuoteField Number(
        string name, QuoteFieldKind kind, Func<Quote, decimal?> value, string description, bool isConstant = false) =>
        new(name, kind, description, isConstant, @decimal: value);

    /// <summary>A whole number.</summary>
    public static QuoteField Whole(
        string name, QuoteFieldKind kind, Func<Quote, long> value, string description, bool isConstant = false) =>
        new(name, kind, description, isConstant, integer: value);

    /// <summary>The value of a field of the kind <see cref="QuoteFieldKind.Text"/>; null if it is not known.</summary>
    public string? TextOf(Instrument instrument) => _text!(instrument);

    /// <summary>The value as a string, decimal, or long; null if it is not known. It may be boxed, so encoders use the other methods.</summary>
    public IComparable? ValueOf(Quote quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        if (_text is not null)
            return _text(quote.Instrument);
        return _decimal is not null ? _decimal(quote) : _integer!(quote);
    }

    /// <summary>Writes the value of any other kind in UTF-8, without allocating.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="destination">Has room for <see cref="MaxNumberLength"/>.</param>
    /// <returns>The number of bytes written, which is 0 if the value is not known.</returns>
    public int WriteNumber(Quote quote, Span<byte> destination)
    {
        int written;
        if (_decimal is null)
            _integer!(quote).TryFormat(destination, out written, default, CultureInfo.InvariantCulture);
        else if (_decimal(quote) is { } value)
            value.TryFormat(destination, out written, default, CultureInfo.InvariantCulture);
        else
            written = 0;
        return written;
    }
}
