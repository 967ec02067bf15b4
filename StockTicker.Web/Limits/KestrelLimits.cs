using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Limits;

/// <summary>
/// Limits the resources of a single request. Values in <c>Kestrel:Limits</c>, named like the properties of
/// <see cref="KestrelServerLimits"/>, override the defaults set here, which differ from those of the framework.
/// </summary>
internal static class KestrelLimits
{
    private const string Section = "Kestrel:Limits";

    public static IServiceCollection AddKestrelLimits(this IServiceCollection services)
    {
        services.AddOptions<KestrelServerOptions>().Configure<IConfiguration>((kestrel, configuration) =>
        {
            kestrel.AddServerHeader = false;
            // A page that opens a new stream sends its cursor in the URL, where it may be as long as in a header.
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;
            // The largest accepted body is a watchlist of all instruments.
            kestrel.Limits.MaxRequestBodySize = 128 * 1024;
            // What a client can send ahead where nothing reads it. A client that sends too large a body receives its error only if the rest
            // of the body finds room.
            kestrel.Limits.MaxRequestBufferSize = 256 * 1024;
            // A request cannot be authenticated or rate-limited before its headers are complete.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            Bind(kestrel.Limits, configuration.GetSection(Section));
        });
        return services;
    }

    // Bound individually, to name an invalid value.
    private static void Bind(KestrelServerLimits limits, IConfigurationSection section)
    {
        foreach (var (path, value) in section.AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is not null))
        {
            try
            {
                var limit = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(path, value)]).Build();
                limit.Bind(limits);
                // The binder does not change data rates, whose properties are read-only.
                limits.MinRequestBodyDataRate = Rate(limit.GetSection(nameof(limits.MinRequestBodyDataRate)), limits.MinRequestBodyDataRate);
                limits.MinResponseDataRate = Rate(limit.GetSection(nameof(limits.MinResponseDataRate)), limits.MinResponseDataRate);
            }
            catch (Exception bad) when (bad is InvalidOperationException or ArgumentException or TargetInvocationException)
            {
                var reason = bad.GetBaseException().Message.ReplaceLineEndings(" ").Replace(" (Parameter 'value')", "", StringComparison.Ordinal);
                throw new OptionsValidationException(Section, typeof(KestrelServerOptions), [$"{Section}:{path} is '{value}'; {reason}"]);
            }
        }
    }

    private static MinDataRate? Rate(IConfiguration section, MinDataRate? current) => !section.GetChildren().Any() ? current : new MinDataRate(
        section.GetValue(nameof(MinDataRate.BytesPerSecond), current?.BytesPerSecond ?? 240),
        section.GetValue(nameof(MinDataRate.GracePeriod), current?.GracePeriod ?? TimeSpan.FromSeconds(5)));
}
