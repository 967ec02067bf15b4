using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace StockTicker.Tests.Hosting;

/// <summary>A row of data that only the long form of the tests runs (see <see cref="TestLength"/>).</summary>
/// <param name="data">The arguments of the test method.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class LongInlineDataAttribute(params object?[] data) : DataAttribute
{
    /// <summary>The arguments of the test method.</summary>
    public IReadOnlyList<object?> Data => data;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new(TestLength.IsLong ? [new TheoryDataRow(data)] : []);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
