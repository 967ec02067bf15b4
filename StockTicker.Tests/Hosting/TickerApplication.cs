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
/// The application on Kestrel, on a free port, in this process. By default its market is seeded and does not move
/// until it is stepped.
/// </summary>
public sealed class TickerApplication : WebApplicationFactory<Program>
{
    /// <summary>The initial time of a manual clock and the epoch of the log, in Unix milliseconds.</summary>
    public const long Start = 1_767_623_400_000;

    private readonly Dictionary<string, string> _settings = new()
    {
        // Set on the application, because the factory would set its port only after the application may have begun to listen.
        ["urls"] = Transport.Url,
        ["Market:Seed"] = "42",
        ["Market:Clock"] = "manual",
        ["Market:Start"] = "2026-01-05T14:30:00Z",
        // Time that has already passed would only delay the start.
        ["Market:History"] = "00:00:00",
        // A test that does not read for a while must not count as a slow client.
        ["Streaming:WriteTimeout"] = "00:05:00",
        // A separate database, in memory.
        ["ConnectionStrings:StockTicker"] = "Data Source=:memory:",
    };

    private readonly Action<IServiceCollection> _services;
    private readonly SecretLeakDetector _secrets = new();

    /// <summary>An application that has not started.</summary>
    /// <param name="settings">As on a command line: <c>Market:Instruments=3</c>.</param>
    public TickerApplication(params string[] settings) : this(_ => { }, settings)
    {
    }

    /// <summary>An application that has not started, with additional services.</summary>
    public TickerApplication(Action<IServiceCollection> services, params string[] settings)
    {
        _services = services;
        // With a key, the application generates none and prints no token.
        foreach (var setting in Tokens.Settings.Concat(settings))
            _settings[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        UseKestrel();
    }

    /// <summary>The address of the application, which is started if necessary.</summary>
    public Uri Address
    {
        get
        {
            StartServer();
            var addresses = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            return new Uri(addresses.Addresses.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
        }
    }

    /// <summary>A new client without a timeout of its own.</summary>
    public HttpClient Connect(DecompressionMethods decompression = DecompressionMethods.None) =>
        // A disposed stream is not drained.
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
        _secrets.AssertNotLogged();
    }
}
