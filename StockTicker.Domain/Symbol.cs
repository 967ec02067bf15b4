using System.Diagnostics.CodeAnalysis;

namespace StockTicker.Domain;

/// <summary>
/// A ticker symbol as its vendor writes it, such as <c>BRK.B</c>, <c>^GSPC</c>, <c>EURUSD=X</c>, <c>BTC/USD</c> or <c>ES1!</c>: 1 to 32
/// characters. Case is kept and ignored in comparisons.
/// </summary>
/// <remarks>
/// <para>
/// Allowed are ASCII letters, digits and <c>. - _ ^ = / ! : + $ @</c>. These are what vendors use, and none of them needs escaping in
/// HTML, JSON or a CSV field, or divides a list: spaces, commas, quotes, <c>&lt; &gt; &amp; % ? # \</c> and the backtick are not allowed.
/// </para>
/// <para>
/// The first character is a letter, a digit or one of <c>^ . $</c>, so that no spreadsheet reads a symbol as a formula and
/// <c>@watchlist</c> is not a symbol. Each part between slashes has a letter or digit, so that no part is empty or a dot segment of a path.
/// </para>
/// </remarks>
public readonly record struct Symbol
{
    /// <summary>The maximum length of a symbol, in characters.</summary>
    public const int MaxLength = 32;

    private const string Punctuation = ".-_^=/!:+$@";
    private const string FirstPunctuation = "^.$";

    private readonly string? _value;

    private Symbol(string value) => _value = value;

    /// <summary>Compares symbols in their canonical form, which ignores case. All characters are ASCII.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>The symbol as it was written, for example <c>AAPL</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>Parses a symbol.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not a symbol.</exception>
    public static Symbol Parse(string text) =>
        TryParse(text, out var symbol) ? symbol : throw new FormatException($"'{text}' is not a ticker symbol.");

    /// <summary>Tries to parse a symbol.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Symbol symbol)
    {
        var valid = text is { Length: >= 1 and <= MaxLength }
            && (char.IsAsciiLetterOrDigit(text[0]) || FirstPunctuation.Contains(text[0]))
            && text.All(c => char.IsAsciiLetterOrDigit(c) || Punctuation.Contains(c))
            && text.Split('/').All(part => part.Any(char.IsAsciiLetterOrDigit));
        symbol = valid ? new Symbol(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public bool Equals(Symbol other) => Comparer.Equals(Value, other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Comparer.GetHashCode(Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
