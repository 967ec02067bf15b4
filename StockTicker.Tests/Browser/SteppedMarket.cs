using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>An application whose market is stepped by the tests of one class.</summary>
public sealed class SteppedMarket : IAsyncDisposable
{
    private readonly TickerApplication _application;

    public SteppedMarket()
    {
        _application = new TickerApplication(Streams.AddTo);
        Client = _application.Connect();
    }

    /// <summary>Its address.</summary>
    public Uri Address => _application.Address;

    /// <summary>The streams that were requested.</summary>
    public StreamRecorder Streams { get; } = new();

    /// <summary>A client for it.</summary>
    public HttpClient Client { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
