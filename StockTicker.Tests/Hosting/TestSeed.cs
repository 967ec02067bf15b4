using System.Globalization;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// The seed of all random values in tests. It is the same in every run, so that a failure can be repeated, unless the
/// variable <see cref="Variable"/> sets another. The long form of the tests draws a new one. A test that uses the seed writes it to its
/// output, which is printed when the test fails.
/// </summary>
public static class TestSeed
{
    /// <summary>The environment variable that sets the seed: a 32-bit integer.</summary>
    public const string Variable = "STOCKTICKER_TEST_SEED";

    private const int Default = 20_260_105;

    /// <summary>The seed of this run.</summary>
    public static int Value { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set
        ? int.Parse(set, CultureInfo.InvariantCulture)
        : TestLength.IsLong ? Random.Shared.Next() : Default;

    /// <summary>The seed of this run, written to the running test's output.</summary>
    public static int Announce()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{Variable}={Value}");
        return Value;
    }

    /// <summary>Random numbers from the seed of this run, which is written to the running test's output.</summary>
    public static Random CreateRandom() => new(Announce());
}
