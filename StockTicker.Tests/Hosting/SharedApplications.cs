using System.Collections.Concurrent;
using StockTicker.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SharedApplications))]

namespace StockTicker.Tests.Hosting;

/// <summary>
/// Applications that tests share: one for each list of settings, started when a test first needs it. They are for tests that change
/// nothing on the server and look at nothing that another one changes.
/// </summary>
public sealed class SharedApplications : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<TickerApplication>> Applications = new();

    /// <summary>The application with these settings.</summary>
    public static TickerApplication With(params string[] settings) =>
        Applications.GetOrAdd(string.Join('\n', settings), _ => new(() => new TickerApplication(settings))).Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var application in Applications.Values)
            await application.Value.DisposeAsync();
    }
}
