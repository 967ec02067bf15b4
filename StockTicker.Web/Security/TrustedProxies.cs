using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using StockTicker.Web.Configuration;
using IPNetwork = System.Net.IPNetwork;

namespace StockTicker.Web.Security;

/// <summary>
/// Whom the application believes what it forwards: the proxies that <c>ForwardedHeaders:KnownProxies</c> names, by address or network,
/// and nobody else, this machine's own address included. Of these the client's address and the scheme are taken.
/// </summary>
internal static class TrustedProxies
{
    private const string Section = "ForwardedHeaders";

    public static IServiceCollection AddTrustedProxies(this IServiceCollection services)
    {
        // After the framework's own, which believes everybody where its environment variable says so.
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
        options.ForwardedHeaders = known.Count > 0 ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
        // As many as stand one behind the other, as long as each is known.
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
