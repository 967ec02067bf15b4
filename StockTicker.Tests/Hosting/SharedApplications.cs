using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
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
    public static TickerApplication With(params string[] settings) => With("", _ => { }, settings);

    /// <summary>The application with these settings and other services, which have a name.</summary>
    public static TickerApplication With(string name, Action<IServiceCollection> services, params string[] settings) =>
        Applications.GetOrAdd(string.Join('\n', [name, .. settings]), _ => new(() => new TickerApplication(services, settings))).Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var application in Applications.Values)
            await application.Value.DisposeAsync();
    }
}
