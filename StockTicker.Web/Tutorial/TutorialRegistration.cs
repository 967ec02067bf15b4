using StockTicker.Domain;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Web.Tutorial;

/// <summary>The small systems that a tutorial on Server-Sent Events builds, at the addresses that its clients use.</summary>
internal static class TutorialRegistration
{
    public static IServiceCollection AddTutorial(this IServiceCollection services)
    {
        // Each observes the hub. The log, which is added before, observes it first.
        services.AddSingleton<StockStream>().AddSingleton<IObserver<QuoteBatch>>(provider => provider.GetRequiredService<StockStream>());
        services.AddSingleton<EfficientStream>().AddSingleton<IObserver<QuoteBatch>>(provider => provider.GetRequiredService<EfficientStream>());
        return services.AddHostedService(provider => provider.GetRequiredService<EfficientStream>());
    }

    public static void MapTutorial(this WebApplication app)
    {
        var streams = app.MapGroup("").AddEndpointFilter<RouteGroupBuilder, StreamFilter>();
        Map("/events", TimeStream.Get);
        Map("/stock-stream", StockStream.Get);
        Map("/reliable-stream", ReliableStream.Get);
        Map("/efficient-stream", EfficientStream.Get);

        void Map(string path, Delegate stream) => streams.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], stream);
    }
}
