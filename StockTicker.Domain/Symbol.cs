using System.Diagnostics.CodeAnalysis;

namespace StockTicker.Domain;

/// <summary>
/// A ticker symbol: 1 to 10 characters, an upper-case Latin letter first, then upper-case letters, digits, dots or hyphens.
/// </summary>
public readonly record struct Symbol
{
    /// <summary>The maximum length of a symbol, in characters.</summary>
    public const int MaxLength = 10;

    private readonly string? _value;

    private Symbol(string value) => _value = value;

    /// <summary>The symbol as text, for example <c>AAPL</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>Parses a symbol, which must be in upper case.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not a symbol.</exception>
    public static Symbol Parse(string text) =>
        TryParse(text, out var symbol) ? symbol : throw new FormatException($"'{text}' is not a ticker symbol.");

    /// <summary>Tries to parse a symbol, which must be in upper case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Symbol symbol)
    {
        var valid = text is { Length: >= 1 and <= MaxLength } && char.IsAsciiLetterUpper(text[0]) && text.All(IsAllowed);
        symbol = valid ? new Symbol(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsAllowed(char c) => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '.' or '-';
}
