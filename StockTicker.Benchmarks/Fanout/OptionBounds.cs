using System.CommandLine;

namespace StockTicker.Benchmarks.Fanout;

internal static class OptionBounds
{
    /// <summary>Restricts an option to values from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<T> Bounded<T>(this Option<T> option, T least, T most)
        where T : IComparable<T>
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is { } value && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
                result.AddError($"{option.Name} is {value}; it must lie between {least} and {most}.");
        });
        return option;
    }
}
