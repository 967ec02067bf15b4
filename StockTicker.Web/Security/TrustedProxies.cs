using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using StockTicker.Web.Configuration;
using IPNetwork = System.Net.IPNetwork;

namespace StockTicker.Web.Security;

/// <summary>
/// Accepts the client address, the scheme and the path prefix from the proxies in <c>ForwardedHeaders:KnownProxies</c>, listed by address
/// or network. No other address is trusted, including loopback.
/// </summary>
internal static class TrustedProxies
{
    private const string Section = "ForwardedHeaders";

    public static IServiceCollection AddTrustedProxies(this IServiceCollection services)
    {
        // Runs after the framework's own configuration, which trusts all proxies if its environment variable is set.
        services.AddOptions<ForwardedHeadersOptions>().PostConfigure<IConfiguration>(Read).ValidateOnStart();
        return services;
    }

    private static void Read(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        var section = new SectionReader(configuration, Section);
        var known = section.List<IPNetwork>("KnownProxies", "an address or a network, such as 10.0.0.5 or 10.0.0.0/8", TryParse);
        section.ThrowIfBad<ForwardedHeadersOptions>();
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in known)
            options.KnownIPNetworks.Add(network);
        options.ForwardedHeaders = known.Count > 0
            ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix
            : ForwardedHeaders.None;
        // No limit, as long as each proxy in the chain is known.
        options.ForwardLimit = null;
    }

    private static bool TryParse(string text, out IPNetwork network)
    {
        if (!IPAddress.TryParse(text, out var address))
            return IPNetwork.TryParse(text, out network);
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
