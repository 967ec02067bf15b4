using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>An application whose market the tests of one class step, one after the other.</summary>
public sealed class SteppedMarket : IAsyncDisposable
{
    private readonly TickerApplication _application = new();

    public SteppedMarket() => Client = _application.Connect();

    /// <summary>Where it listens.</summary>
    public Uri Address => _application.Address;

    /// <summary>A client of it.</summary>
    public HttpClient Client { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
