using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>
/// Whom a limit counts as one: an IPv4 address, or an IPv6 network of 64 bits, which is the least that a customer is given (RFC 6177);
/// each host in it can take a new address at any time (RFC 8981).
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
