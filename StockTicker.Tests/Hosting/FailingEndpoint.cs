using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace StockTicker.Tests.Hosting;

/// <summary>Adds an address, <c>/broken</c>, that fails behind everything else.</summary>
public sealed class FailingEndpoint : IStartupFilter
{
    /// <summary>What its failure says, and nobody is to read but in the log.</summary>
    public const string Secret = "a detail that is nobody's business";

    /// <summary>Adds it to an application.</summary>
    public static void Add(IServiceCollection services) => services.AddSingleton<IStartupFilter, FailingEndpoint>();

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        next(application);
        application.Map("/broken", broken => broken.Run(_ => throw new InvalidOperationException(Secret)));
    };
}
