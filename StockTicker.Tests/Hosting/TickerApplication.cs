using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// The application on a real Kestrel, on a free port, in this process. Without other settings its market is seeded and stands still
/// until it is stepped.
/// </summary>
public sealed class TickerApplication : WebApplicationFactory<Program>
{
    /// <summary>Where a manual clock stands at first: also the epoch of the log, in Unix milliseconds.</summary>
    public const long Start = 1_767_623_400_000;

    private readonly Dictionary<string, string> _settings = new()
    {
        // Told the application itself: a port told to the factory is set when the application may have begun to listen on its own.
        ["urls"] = Transport.Url,
        ["Market:Seed"] = "42",
        ["Market:Clock"] = "manual",
        ["Market:Start"] = "2026-01-05T14:30:00Z",
        // A test that does not get to read for a while is not a slow client.
        ["Streaming:WriteTimeout"] = "00:05:00",
        // A database of its own, in memory.
        ["ConnectionStrings:StockTicker"] = "Data Source=:memory:",
    };

    private readonly Action<IServiceCollection> _services;
    private readonly SecretWatch _secrets = new();

    /// <summary>An application that has not started.</summary>
    /// <param name="settings">As on a command line: <c>Market:Instruments=3</c>.</param>
    public TickerApplication(params string[] settings) : this(_ => { }, settings)
    {
    }

    /// <summary>An application that has not started, with other services.</summary>
    public TickerApplication(Action<IServiceCollection> services, params string[] settings)
    {
        _services = services;
        // With a key of its own it makes none, and prints no token.
        foreach (var setting in Tokens.Settings.Concat(settings))
            _settings[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        UseKestrel();
    }

    /// <summary>Starts the application where it has not, and says where it listens.</summary>
    public Uri Address
    {
        get
        {
            StartServer();
            var addresses = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            return new Uri(addresses.Addresses.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
        }
    }

    /// <summary>A client of its own, which waits as long as the test does.</summary>
    public HttpClient Connect(DecompressionMethods decompression = DecompressionMethods.None) =>
        // A stream that is closed is not read on in the hope of its end.
        new(Transport.Over(new SocketsHttpHandler { UseCookies = false, AutomaticDecompression = decompression, MaxResponseDrainSize = 0 }))
        {
            BaseAddress = Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.UseSetting("Logging:LogLevel:Default", nameof(LogLevel.Warning));
        builder.ConfigureTestServices(services =>
        {
            Transport.AddTo(services);
            _services(services);
        });
        _secrets.AddTo(builder);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _secrets.Dispose();
        _secrets.AssertUnlogged();
    }
}
