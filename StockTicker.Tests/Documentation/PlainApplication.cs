using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Documentation;

/// <summary>The application with the settings it has by default, except that it leaves no database behind.</summary>
internal sealed class PlainApplication : WebApplicationFactory<Program>
{
    private readonly string _environment;
    private readonly ReadKeys _keys;

    /// <summary>Starts it in an environment and notes the keys that it reads.</summary>
    public PlainApplication(string environment, ReadKeys keys)
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
        // With an authority it reads all that tokens can be configured by. Nothing is fetched from it before a token comes.
        .UseSetting("Authentication:Schemes:Bearer:Authority", "https://login.example.com")
        .UseSetting("Authentication:Schemes:Bearer:ValidAudience", "stockticker")
        .ConfigureAppConfiguration(configuration => configuration.Add(_keys));
}
