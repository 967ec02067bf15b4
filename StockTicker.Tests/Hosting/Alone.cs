namespace StockTicker.Tests.Hosting;

/// <summary>The tests that load the machine so much that others, and they themselves, need it alone: they run last, one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Alone";
}
