using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace StockTicker.Benchmarks.Baselines;

/// <summary>Serves a baseline until the process is stopped.</summary>
internal static class ServeCommand
{
    public static Command Create() => new("serve", "Serves a baseline")
    {
        Baseline("typed", "TypedResults.ServerSentEvents with a channel for each client", TypedServer.Map, services =>
            services.AddSingleton<TypedServer>().AddSingleton<IBatchSink>(provider => provider.GetRequiredService<TypedServer>())),
        Baseline("signalr", "A SignalR hub that broadcasts", SignalRServer.Map, services =>
        {
            // The load generator does not send pings.
            services.AddSignalR(options => options.ClientTimeoutInterval = TimeSpan.FromHours(1));
            services.AddSingleton<IBatchSink, SignalRServer>();
        }),
    };

    private static Command Baseline(string name, string description, Action<WebApplication> map, Action<IServiceCollection> register)
    {
        var port = new Option<int>("--port") { Description = "Loopback port to listen on", Required = true };
        var command = new Command(name, description) { port };
        command.SetAction(arguments =>
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{arguments.GetValue(port)}"));
            register(builder.Services);
            builder.Services.AddHostedService<BaselineMarket>();
            var application = builder.Build();
            map(application);
            application.Run();
        });
        return command;
    }
}
