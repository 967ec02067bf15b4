namespace StockTicker.Tests.Browser;

/// <summary>A stepped market of the default size, for tests of sizes and layouts.</summary>
public sealed class DefaultMarket() : SteppedMarket([]);
