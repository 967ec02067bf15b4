using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// The unit of limits per address: an IPv4 address or a /64 IPv6 network, which is the smallest assignment to a customer (RFC 6177) and
/// in which a host can use any number of addresses (RFC 8981).
/// </summary>
internal readonly record struct ClientAddress
{
    private readonly ulong _network;
    private readonly bool _isIPv4;

    public ClientAddress(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        _isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        _network = _isIPv4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (_isIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_network);
            return new IPAddress(bytes[..4]).ToString();
        }
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _network);
        return $"{new IPAddress(bytes)}/64";
    }
}
