namespace StockTicker.Tests.Hosting;

/// <summary>Tests that measure the process, or load it, and so run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SequentialTests
{
    public const string Name = "SequentialTests";
}
