using Bogus;
using StockTicker.Domain;

namespace StockTicker.Web.Market.Simulation;

/// <summary>Generates unique ticker symbols.</summary>
internal sealed class SymbolGenerator(Randomizer random, IEnumerable<string> taken)
{
    private const int Shortest = 3;
    private const int Longest = 5;
    private const int TriesPerLength = 4;

    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);

    /// <summary>
    /// Generates a symbol for <paramref name="name"/>: its initials if they are suitable, otherwise its first letter and some of
    /// the others in order, as short as possible. If all of these are taken, random letters.
    /// </summary>
    public Symbol Make(string name)
    {
        var symbol = Candidates(name).First(_taken.Add);
        return Symbol.Parse(symbol);
    }

    private IEnumerable<string> Candidates(string name)
    {
        var initials = string.Concat(name.Where(char.IsAsciiLetterUpper));
        if (initials.Length is >= Shortest and <= Longest)
            yield return initials;

        var letters = string.Concat(name.Where(char.IsAsciiLetter)).ToUpperInvariant();
        for (var length = Shortest; length <= Math.Min(Longest, letters.Length); length++)
        {
            for (var i = 0; i < TriesPerLength; i++)
                yield return Abbreviate(letters, length);
        }

        while (true)
            yield return random.String2(Longest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    }

    /// <summary>
    /// Selects the first letter and random others in order, by selection sampling (Knuth, The Art of Computer Programming,
    /// vol. 2, section 3.4.2).
    /// </summary>
    private string Abbreviate(string letters, int length)
    {
        var chosen = new List<char> { letters[0] };
        for (var i = 1; chosen.Count < length; i++)
        {
            if (random.Int(1, letters.Length - i) <= length - chosen.Count)
                chosen.Add(letters[i]);
        }
        return string.Concat(chosen);
    }
}
