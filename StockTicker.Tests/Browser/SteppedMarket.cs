using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>
/// An application whose market is stepped by the tests of one class. It has enough instruments for every behaviour of a board, and loads
/// faster than one of the default size.
/// </summary>
public class SteppedMarket : IAsyncDisposable
{
    /// <summary>The number of instruments.</summary>
    public const int Count = 30;

    /// <summary>The setting of that number.</summary>
    public static readonly string Size = $"Market:Instruments={Count}";

    private readonly TickerApplication _application;

    public SteppedMarket() : this(Size)
    {
    }

    /// <summary>An application with these settings.</summary>
    protected SteppedMarket(params string[] settings)
    {
        _application = new TickerApplication(Streams.AddTo, settings);
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
        GC.SuppressFinalize(this);
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
