using System.Buffers.Binary;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Tests.Limits;

/// <summary>A client that opens HTTP/2 streams and resets each at once (CVE-2023-44487).</summary>
public sealed class RapidResetTests(ITestOutputHelper output)
{
    private const int Attackers = 4;
    private const int Resets = 20_000;
    private const byte Headers = 1, Reset = 3, Settings = 4;

    [Fact]
    public async Task A_rapid_reset_does_not_affect_others_and_leaves_nothing_behind()
    {
        await using var application = new TickerApplication(
            "Market:Instruments=3", "Kestrel:Endpoints:Http2:Url=http://127.0.0.1:0", "Kestrel:Endpoints:Http2:Protocols=Http2");
        using var client = new HttpClient(new Http2()) { BaseAddress = application.Address, Timeout = Timeout.InfiniteTimeSpan };
        await using var stream = await EventReader.OpenAsync(client, "/stream");
        await stream.NextAsync("snapshot");

        var attacks = Enumerable.Range(0, Attackers).Select(_ => Task.Run(() => AttackAsync(application.Address))).ToList();
        var steps = 0;
        do
        {
            var id = await client.StepAsync();
            Assert.Equal(id, (await stream.NextAsync("quotes")).Id);
            steps++;
        }
        while (!attacks.TrueForAll(attack => attack.IsCompleted));

        output.WriteLine($"{string.Join(", ", await Task.WhenAll(attacks))} resets were sent; meanwhile {steps} steps were made and received.");
        await Eventually.TrueAsync(() => application.Services.GetRequiredService<StreamLimiter>().Leases == 1);
        await client.GetStringAsync("/quotes", TestTimeout.Token);
    }

    // Sends resets until the server closes the connection.
    private static async Task<int> AttackAsync(Uri address)
    {
        await using var connection = await RawConnection.OpenAsync(address);
        await connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await connection.Stream.WriteAsync(Frame(Settings, 0, 0, []), TestTimeout.Token);
        var response = connection.ReadToEndAsync();
        // GET http /stream at localhost, using the static table of RFC 7541 where possible.
        byte[] request = [0x82, 0x86, 0x04, 7, .. "/stream"u8, 0x01, 9, .. "localhost"u8];
        var sent = 0;
        try
        {
            for (; sent < Resets && !response.IsCompleted; sent++)
            {
                var id = (2 * sent) + 1;
                await connection.Stream.WriteAsync(
                    (byte[])[.. Frame(Headers, 0x5, id, request), .. Frame(Reset, 0, id, [0, 0, 0, 8])], TestTimeout.Token);
            }
        }
        catch (IOException)
        {
        }
        return sent;
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        (frame[1], frame[2], frame[3], frame[4]) = ((byte)(payload.Length >> 8), (byte)payload.Length, type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>Uses HTTP/2 without negotiation for every request.</summary>
    private sealed class Http2() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
