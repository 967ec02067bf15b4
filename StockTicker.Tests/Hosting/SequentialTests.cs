namespace StockTicker.Tests.Hosting;

/// <summary>Tests that measure the process or load it, and therefore do not run in parallel with others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SequentialTests
{
    public const string Name = "SequentialTests";
}
