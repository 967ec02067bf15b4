using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StockTicker.Web.Hosting;

/// <summary>
/// Checks the addresses to listen on. The server itself listens on all interfaces if it does not recognize a host, and on port 80 if it
/// does not recognize a port.
/// </summary>
internal static class ListenAddress
{
    /// <summary>What an address must be like.</summary>
    public const string Expected =
        "like http://localhost:5000: http or https; localhost, an IP address, or * for all interfaces; and a port from 0 to 65535, without a path";

    /// <summary>What a list of ports must be like.</summary>
    public const string ExpectedPorts = "a list of ports from 0 to 65535, such as 8080 or 8080;8081";

    /// <summary>Gets whether all addresses of a list that is separated by semicolons are valid.</summary>
    public static bool AreValid(string addresses) => Split(addresses).All(IsValid);

    /// <summary>Gets whether an address is valid.</summary>
    public static bool IsValid(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (Exception bad) when (bad is FormatException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
        if (parsed.Scheme.ToUpperInvariant() is not ("HTTP" or "HTTPS"))
            return false;
        if (parsed.IsUnixPipe)
            return parsed.UnixPipePath.Length > 1;
        if (parsed.IsNamedPipe)
            return OperatingSystem.IsWindows();
        return parsed.PathBase.Length == 0
            && parsed.Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
            && IsHost(parsed.Host);
    }

    /// <summary>Gets whether all ports of a list that is separated by semicolons are valid.</summary>
    public static bool ArePorts(string ports) => Split(ports).All(port =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    // A port that is not a number becomes a part of the host, such as in "127.0.0.1:abc".
    private static bool IsHost(string host) =>
        host is "*" or "+"
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) && Uri.CheckHostName(host) == UriHostNameType.Dns)
        || (host.StartsWith('[') ? host.EndsWith(']') && IPAddress.TryParse(host, out _) : IsIPv4(host));

    // Short and octal forms, which the parser accepts, are most likely typing errors.
    private static bool IsIPv4(string host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == host;

    private static string[] Split(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
