using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Documentation;

/// <summary>The application with its default settings, except that its database is in memory.</summary>
internal sealed class DefaultApplication : WebApplicationFactory<Program>
{
    private readonly string _environment;
    private readonly ConfigurationKeyRecorder _keys;

    /// <summary>Starts the application in an environment and records the keys that it reads.</summary>
    public DefaultApplication(string environment, ConfigurationKeyRecorder keys)
    {
        (_environment, _keys) = (environment, keys);
        UseKestrel();
        StartServer();
    }

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseEnvironment(_environment)
        .UseSetting("urls", Transport.Url)
        .UseSetting("Logging:LogLevel:Default", "Warning")
        .UseSetting("ConnectionStrings:StockTicker", "Data Source=:memory:")
        // With an authority it reads every token setting. Nothing is fetched from the authority until a token arrives.
        .UseSetting("Authentication:Schemes:Bearer:Authority", "https://login.example.com")
        .UseSetting("Authentication:Schemes:Bearer:ValidAudience", "stockticker")
        .ConfigureAppConfiguration(configuration => configuration.Add(_keys));
}
