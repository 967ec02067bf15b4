using System.Collections.Concurrent;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SteppedMarket.Idle))]

namespace StockTicker.Tests.Browser;

/// <summary>
/// An application whose market only its owner steps: the tests of one class, or one test. The next owner continues with the market
/// as it is. Tests that change anything else on the server, such as notices, start their own application.
/// </summary>
public sealed class SteppedMarket : IAsyncDisposable
{
    private static readonly ConcurrentBag<(TickerApplication Application, StreamRecorder Streams)> Unowned = [];

    private readonly TickerApplication _application;

    public SteppedMarket()
    {
        if (Unowned.TryTake(out var unowned))
        {
            (_application, Streams) = unowned;
        }
        else
        {
            Streams = new();
            _application = new TickerApplication(Streams.AddTo);
        }
        Client = _application.Connect();
    }

    /// <summary>Its address.</summary>
    public Uri Address => _application.Address;

    /// <summary>The streams that were requested from this owner's pages.</summary>
    public StreamRecorder Streams { get; }

    /// <summary>A client for it.</summary>
    public HttpClient Client { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        Streams.Clear();
        Unowned.Add((_application, Streams));
        return ValueTask.CompletedTask;
    }

    /// <summary>The applications without an owner, which end with the test run.</summary>
    public sealed class Idle : IAsyncDisposable
    {
        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            while (Unowned.TryTake(out var unowned))
                await unowned.Application.DisposeAsync();
        }
    }
}
