using System.IO.Compression;
using System.Net;
using System.Text;
using CsCheck;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Streaming;

public sealed class GzipTests
{
    [Theory]
    [InlineData("/stream")]
    [InlineData("/stream?symbols=AAPL,MSFT,AMZN,NVDA&interval=500")]
    [InlineData("/stream/quotes,clock")]
    [Trait(Transport.Trait, Transport.Core)]
    public async Task Compressed_and_plain_streams_carry_the_same_events_whenever_they_join(string path)
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        using var compressing = application.Connect(DecompressionMethods.GZip);
        for (var join = 0; join < 5; join++)
        {
            await using var plain = await EventReader.OpenAsync(client, path);
            await using var compressed = await EventReader.OpenAsync(compressing, path);
            await client.StepAsync(20);

            for (var i = 0; i < 10; i++)
                Assert.Equal(await plain.NextAsync(), await compressed.NextAsync(), (a, b) => (a.Type, a.Id, a.Json) == (b.Type, b.Id, b.Json));
        }
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("gzip, deflate, br, zstd", true)]
    [InlineData("br, GZIP;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("identity, gzip", true)]
    [InlineData("identity;q=0.5, gzip;q=0.8", true)]
    [InlineData("identity, gzip;q=0.5", false)]
    [InlineData("gzip;q=0", false)]
    [InlineData("*, gzip;q=0", false)]
    [InlineData("identity", false)]
    [InlineData("br", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task Gzip_is_sent_only_to_clients_that_accept_it(string? accepted, bool gzip)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.Connect();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var request = new HttpRequestMessage(method, "/stream");
            if (accepted is not null)
                request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);

            Assert.Equal(gzip ? ["gzip"] : [], response.Content.Headers.ContentEncoding);
            Assert.Equal("Accept-Encoding", string.Join(", ", response.Headers.Vary));
        }
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Plain)]
    public async Task Compression_removes_most_bytes_of_a_twenty_quote_stream()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        using var compressing = application.Connect(DecompressionMethods.GZip);
        await using var stream = await EventReader.OpenAsync(compressing, "/stream");
        await client.StepAsync(200);
        while ((await stream.NextAsync()) is not { Type: "quotes", Sequence: 200 })
        {
        }

        var stats = await client.GetJsonAsync("/stats");
        var (sent, saved) = (stats.GetProperty("bytesSent").GetDouble(), stats.GetProperty("bytesSaved").GetDouble());
        Assert.InRange(saved / (sent + saved), 0.8, 0.95);
    }

    [Fact]
    public void Gzip_blocks_in_any_order_form_one_readable_stream() =>
        Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 25]).Array[1, 20].ForAll(frames =>
        {
            var random = new Random(7);
            var (plain, gzip) = (new MemoryStream(), new MemoryStream());
            gzip.Write(GzipBlock.Header.Span);
            foreach (var (length, letters) in frames)
            {
                var text = Encoding.ASCII.GetBytes([.. Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(letters + 1)))]);
                plain.Write(text);
                gzip.Write(GzipBlock.Wrap(text));
            }
            gzip.Position = 0;

            Assert.Equal(plain.ToArray(), ReadAll(new GZipStream(gzip, CompressionMode.Decompress), plain.Length));
        }, cases: TestLength.Choose(100, 2000));

    private static byte[] ReadAll(GZipStream stream, long length)
    {
        var read = new byte[length];
        stream.ReadExactly(read);
        return read;
    }
}
