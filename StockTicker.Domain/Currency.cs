namespace StockTicker.Domain;

/// <summary>A currency code: that of ISO 4217, or as crypto exchanges write one, such as <c>USDT</c>.</summary>
public static class Currency
{
    /// <summary>The default: US dollars.</summary>
    public const string Dollar = "USD";

    /// <summary>The maximum length of a code, in characters.</summary>
    public const int MaxLength = 10;

    /// <summary>
    /// Gets whether a code has 2 to 10 ASCII letters and digits. Case is kept: <c>GBp</c> are pence.
    /// </summary>
    public static bool IsValid(string code) => code is { Length: >= 2 and <= MaxLength } && code.All(char.IsAsciiLetterOrDigit);
}
