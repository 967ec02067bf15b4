using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Tests.Limits;

public sealed class StreamLimiterTests : IDisposable
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly LogRecorder _log = new();

    [Fact]
    public void An_address_gets_a_limited_number_of_leases_and_a_new_one_when_a_stream_ends()
    {
        var limiter = Make(perAddress: 2);
        var first = Take(limiter, One);
        Take(limiter, One);

        Assert.Equal(429, Reject(limiter, One).Status);
        Take(limiter, Other);
        first.Dispose();
        first.Dispose();
        Take(limiter, One);
        Assert.Equal(429, Reject(limiter, One).Status);
    }

    [Fact]
    public void An_address_opens_a_limited_number_of_streams_per_minute_with_an_exact_Retry_After()
    {
        var limiter = Make(perMinute: 3);
        for (var i = 0; i < 3; i++)
            Take(limiter, One).Dispose();
        _time.Advance(TimeSpan.FromSeconds(17.5));

        Assert.Equal((429, 43), (Reject(limiter, One).Status, Reject(limiter, One).RetryAfter));
        Take(limiter, Other);
        _time.Advance(TimeSpan.FromSeconds(42));
        Reject(limiter, One);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Take(limiter, One);
    }

    [Fact]
    public void Address_limits_are_checked_before_the_total_and_a_rejection_uses_no_permit()
    {
        var limiter = Make(total: 1, perAddress: 1, perMinute: 2);
        var held = Take(limiter, One);

        Assert.Equal(429, Reject(limiter, One).Status);
        Assert.Equal(503, Reject(limiter, Other).Status);
        Assert.Equal(503, Reject(limiter, Other).Status);
        held.Dispose();
        Take(limiter, Other).Dispose();
        Take(limiter, Other).Dispose();
        Assert.Equal(429, Reject(limiter, Other).Status);
    }

    [Fact]
    public void Zero_means_no_limit()
    {
        var limiter = Make();
        for (var i = 0; i < 1000; i++)
            Take(limiter, One);

        Assert.Equal((1000, 0), (limiter.Leases, limiter.Addresses));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::7", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void Clients_are_counted_by_IPv4_address_or_IPv6_network(string one, string other, bool isOne)
    {
        var limiter = Make(perAddress: 1);
        Take(limiter, IPAddress.Parse(one));

        Assert.Equal(!isOne, limiter.TryAcquire(IPAddress.Parse(other), out _, out _));
    }

    [Fact]
    public void A_client_without_an_address_counts_only_toward_the_total()
    {
        var limiter = Make(total: 2, perAddress: 1, perMinute: 1);
        Take(limiter, null);
        Take(limiter, null);

        Assert.Equal(503, Reject(limiter, null).Status);
    }

    [Fact]
    public void A_bounded_number_of_addresses_is_remembered_including_all_with_a_stream()
    {
        var limiter = Make(perAddress: 1, perMinute: 1);
        var held = Enumerable.Range(0, 100).Select(i => (Address(i), Take(limiter, Address(i)))).ToList();
        var most = 0;

        for (var i = 100; i < 10 * StreamLimiter.MaxIdle; i++)
        {
            Take(limiter, Address(i)).Dispose();
            most = Math.Max(most, limiter.Addresses);
        }

        Assert.InRange(most, StreamLimiter.MaxIdle / 2, StreamLimiter.MaxIdle + held.Count + 1);
        Assert.All(held, one => Reject(limiter, one.Item1));
        _time.Advance(TimeSpan.FromMinutes(1));
        held.ForEach(one => one.Item2.Dispose());
        Assert.Equal(0, limiter.Leases);
        Assert.All(held, one => Take(limiter, one.Item1));

        static IPAddress Address(int number) => new([0x20, 1, 0xd, 0xb8, 0, (byte)(number >> 16), (byte)(number >> 8), (byte)number, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    [Fact]
    public void Concurrent_clients_never_get_more_leases_than_the_limit()
    {
        var limiter = Make(total: 50);
        var (taken, most) = (0, 0);

        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (!limiter.TryAcquire(new IPAddress(i % 7), out var lease, out _))
                return;
            var now = Interlocked.Increment(ref taken);
            int seen;
            while ((seen = Volatile.Read(ref most)) < now && Interlocked.CompareExchange(ref most, now, seen) != seen)
            {
            }
            Interlocked.Decrement(ref taken);
            lease.Dispose();
        });

        Assert.InRange(most, 1, 50);
        Assert.Equal(0, limiter.Leases);
    }

    [Fact]
    public void A_rejected_address_is_logged_once_a_minute_and_a_full_server_once_until_there_is_room()
    {
        var limiter = Make(total: 10, perMinute: 5);
        for (var i = 0; i < 5; i++)
            Take(limiter, One).Dispose();
        for (var i = 0; i < 100; i++)
            Reject(limiter, One);
        Assert.Equal(
            "Rejecting streams from 192.0.2.1: An address can open at most 5 streams per minute. "
            + "Further rejections in this minute are not logged.",
            Assert.Single(_log.Lines));

        var held = Enumerable.Range(0, 10).Select(i => Take(limiter, null)).ToList();
        for (var i = 0; i < 100; i++)
            Reject(limiter, null);
        Assert.Equal("Rejecting all new streams: the maximum of 10 open streams has been reached.", Assert.Single(_log.Lines.Skip(1)));
        held.ForEach(lease => lease.Dispose());
        Assert.Equal("Accepting new streams again: 9 of 10 are open.", Assert.Single(_log.Lines.Skip(2)));
    }

    public void Dispose() => _log.Dispose();

    private StreamLimiter Make(int total = 0, int perAddress = 0, int perMinute = 0) => new(
        _time,
        Options.Create(new StreamingOptions { MaxStreams = total, MaxStreamsPerAddress = perAddress, NewStreamsPerMinute = perMinute }),
        new Logger<StreamLimiter>(new LoggerFactory([_log])));

    private static StreamLease Take(StreamLimiter limiter, IPAddress? address)
    {
        Assert.True(limiter.TryAcquire(address, out var lease, out var refusal), refusal.Reason);
        return lease;
    }

    private static Refusal Reject(StreamLimiter limiter, IPAddress? address)
    {
        Assert.False(limiter.TryAcquire(address, out _, out var refusal));
        Assert.NotEmpty(refusal.Reason);
        Assert.InRange(refusal.RetryAfter, 1, 60);
        return refusal;
    }
}
