using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace StockTicker.Tests.Hosting;

/// <summary>Adds an endpoint, <c>/broken</c>, that throws after all other middleware.</summary>
public sealed class FailingEndpoint : IStartupFilter
{
    /// <summary>The message of its exception, which must only appear in the log.</summary>
    public const string Secret = "a detail that is nobody's business";

    /// <summary>Adds the endpoint to an application.</summary>
    public static void Add(IServiceCollection services) => services.AddSingleton<IStartupFilter, FailingEndpoint>();

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        next(application);
        application.Map("/broken", broken => broken.Run(_ => throw new InvalidOperationException(Secret)));
    };
}
