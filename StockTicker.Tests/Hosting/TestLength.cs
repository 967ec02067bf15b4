namespace StockTicker.Tests.Hosting;

/// <summary>
/// Some tests repeat the same work with different random values and find more the longer they run. They have a short form, which every
/// run includes, and a long form for releases: <c>STOCKTICKER_TESTS=long dotnet test</c>.
/// </summary>
public static class TestLength
{
    /// <summary>The environment variable that selects the long form with the value <c>long</c>.</summary>
    public const string Variable = "STOCKTICKER_TESTS";

    /// <summary>Whether this run uses the long form.</summary>
    public static bool IsLong { get; } =
        string.Equals(Environment.GetEnvironmentVariable(Variable), "long", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value for the form that this run uses.</summary>
    public static T Choose<T>(T shortForm, T longForm) => IsLong ? longForm : shortForm;
}
