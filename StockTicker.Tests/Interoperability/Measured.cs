namespace StockTicker.Tests.Interoperability;

/// <summary>Tests that measure promises of time: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Measured
{
    /// <summary>The collection's name.</summary>
    public const string Name = nameof(Measured);
}
