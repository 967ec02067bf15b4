using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

[assembly: AssemblyFixture(typeof(FrozenMarket))]

namespace StockTicker.Tests.Browser;

/// <summary>
/// An application whose market does not move. Some initial updates make its prices differ from the previous close.
/// Tests that change nothing on the server share it.
/// </summary>
public sealed class FrozenMarket : IAsyncDisposable
{
    /// <summary>The number of instruments, which fill more than a window.</summary>
    public const int Count = 50;

    private readonly Lazy<Task<TickerApplication>> _application = new(StartAsync);

    /// <summary>Its address.</summary>
    public async Task<Uri> AddressAsync() => (await _application.Value).Address;

    /// <summary>A client for it.</summary>
    public async Task<HttpClient> ConnectAsync() => (await _application.Value).Connect();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_application.IsValueCreated)
            await (await _application.Value).DisposeAsync();
    }

    private static async Task<TickerApplication> StartAsync()
    {
        var application = new TickerApplication($"Market:Instruments={Count}");
        using var client = application.Connect();
        await client.StepAsync(40);
        return application;
    }
}
