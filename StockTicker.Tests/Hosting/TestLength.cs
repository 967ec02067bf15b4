namespace StockTicker.Tests.Hosting;

/// <summary>
/// Some tests repeat the same work with other random numbers and find more the longer they run. They have a short form, which every
/// run includes, and a long form for releases: <c>STOCKTICKER_TESTS=long dotnet test</c>.
/// </summary>
public static class TestLength
{
    /// <summary>The environment variable that selects the long form with the value <c>long</c>.</summary>
    public const string Variable = "STOCKTICKER_TESTS";

    /// <summary>Whether this run takes the long form.</summary>
    public static bool IsLong { get; } =
        string.Equals(Environment.GetEnvironmentVariable(Variable), "long", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value for the form that this run takes.</summary>
    public static T Choose<T>(T shortForm, T longForm) => IsLong ? longForm : shortForm;
}
