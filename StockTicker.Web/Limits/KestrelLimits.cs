using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Limits;

/// <summary>
/// How much of anything a single request may take. What <c>Kestrel:Limits</c> says holds, by the names of
/// <see cref="KestrelServerLimits"/>; the rest is set here where it differs from the framework's.
/// </summary>
internal static class KestrelLimits
{
    private const string Section = "Kestrel:Limits";

    public static IServiceCollection AddKestrelLimits(this IServiceCollection services)
    {
        services.AddOptions<KestrelServerOptions>().Configure<IConfiguration>((kestrel, configuration) =>
        {
            kestrel.AddServerHeader = false;
            // A cursor stands in the address where a page opens a new stream: as long as it may be in a header.
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;
            // The largest body that anything here reads is a watchlist of every instrument.
            kestrel.Limits.MaxRequestBodySize = 128 * 1024;
            // Of a request that does not come to the end of its headers nobody knows yet who it is: it has a place for this long.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            Bind(kestrel.Limits, configuration.GetSection(Section));
        });
        return services;
    }

    // One by one, so that a bad one can be named.
    private static void Bind(KestrelServerLimits limits, IConfigurationSection section)
    {
        foreach (var limit in section.GetChildren())
        {
            try
            {
                new ConfigurationBuilder()
                    .AddInMemoryCollection(limit.AsEnumerable().Select(pair => KeyValuePair.Create(pair.Key[(section.Path.Length + 1)..], pair.Value)))
                    .Build().Bind(limits);
            }
            catch (Exception bad) when (bad is InvalidOperationException or ArgumentException or TargetInvocationException)
            {
                var reason = bad.GetBaseException().Message.ReplaceLineEndings(" ");
                throw new OptionsValidationException(Section, typeof(KestrelServerOptions), [$"{limit.Path} is '{limit.Value}'; {reason}"]);
            }
        }
    }
}
