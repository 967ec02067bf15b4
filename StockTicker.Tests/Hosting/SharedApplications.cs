using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SharedApplications))]

namespace StockTicker.Tests.Hosting;

/// <summary>
/// Applications that tests share: one for each list of settings, started when first needed. They are for tests that change
/// nothing on the server and do not depend on what other tests change.
/// </summary>
public sealed class SharedApplications : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<TickerApplication>> Applications = new();

    /// <summary>The application with these settings.</summary>
    public static TickerApplication With(params string[] settings) => With("", _ => { }, settings);

    /// <summary>The application with these settings and additional services, identified by a name.</summary>
    public static TickerApplication With(string name, Action<IServiceCollection> services, params string[] settings) =>
        Applications.GetOrAdd(string.Join('\n', [name, .. settings]), _ => new(() => new TickerApplication(services, settings))).Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var application in Applications.Values)
            await application.Value.DisposeAsync();
    }
}
