using CsCheck;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// Checks a property over generated cases, which are the same in every run with the same <see cref="TestSeed"/>. CsCheck's own
/// <c>Sample</c> fixes only the first one.
/// </summary>
internal static class PropertyCases
{
    /// <summary>Runs an assertion over a number of cases. CsCheck shrinks a case that fails.</summary>
    public static void ForAll<T>(this Gen<T> generator, Action<T> assert, int cases = 100)
    {
        var random = new PCG(0, unchecked((uint)TestSeed.Announce()));
        for (var number = 0; number < cases; number++)
        {
            var state = random.State;
            var value = generator.Generate(random, null, out _);
            try
            {
                assert(value);
            }
            catch (Exception failure)
            {
                generator.Sample(assert, seed: random.ToString(state), iter: 1000, threads: 1);
                throw new InvalidOperationException(
                    $"Case {number} of {TestSeed.Variable}={TestSeed.Value} fails: {Check.Print(value)}", failure);
            }
        }
    }

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2>(this Gen<(T1, T2)> generator, Action<T1, T2> assert, int cases = 100) =>
        generator.ForAll(values => assert(values.Item1, values.Item2), cases);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3>(this Gen<(T1, T2, T3)> generator, Action<T1, T2, T3> assert, int cases = 100) =>
        generator.ForAll(values => assert(values.Item1, values.Item2, values.Item3), cases);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3, T4>(this Gen<(T1, T2, T3, T4)> generator, Action<T1, T2, T3, T4> assert, int cases = 100) =>
        generator.ForAll(values => assert(values.Item1, values.Item2, values.Item3, values.Item4), cases);
}
