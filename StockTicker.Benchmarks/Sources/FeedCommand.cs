using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using StockTicker.Benchmarks.Fanout;

namespace StockTicker.Benchmarks.Sources;

/// <summary>Measures a feed: trades per second over one connection, and what it costs other clients.</summary>
internal static class FeedCommand
{
    private const double Megabyte = 1024 * 1024;
    private const int Instruments = 100;
    private const int BatchesPerSecond = 100;

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static Command Create()
    {
        var rate = new Option<int>("--rate") { Description = "Trades per second", DefaultValueFactory = _ => 100_000 }.Bounded(100, 1_000_000);
        var seconds = new Option<int>("--seconds") { Description = "Duration in seconds", DefaultValueFactory = _ => 10 }.Bounded(1, 600);
        var application = Contestant.ApplicationOption();
        var save = new Option<bool>("--save") { Description = "Write the table to StockTicker.Benchmarks/results/feed.md" };
        var command = new Command("feed", "Trades per second over one connection") { rate, seconds, application, save };
        command.SetAction(async (arguments, _) => Contestant.PathOf(arguments.GetValue(application)) is { } path
            ? await RunAsync(path, arguments.GetValue(rate), arguments.GetValue(seconds), arguments.GetValue(save))
            : 1);
        return command;
    }

    private static async Task<int> RunAsync(string path, int rate, int seconds, bool save)
    {
        var port = Contestant.FreePort();
        using var server = Contestant.StartServer(
        [
            path, "--urls", $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", "--Market:Source=feed",
            "--Streaming:MaxStreamsPerAddress=0", "--ConnectionStrings:StockTicker=Data Source=:memory:", "--Logging:LogLevel:Default=Warning",
            "--Authentication:Schemes:Bearer:ValidIssuer=bench", "--Authentication:Schemes:Bearer:ValidAudience=bench",
            "--Authentication:Schemes:Bearer:SigningKeys:0:Issuer=bench", $"--Authentication:Schemes:Bearer:SigningKeys:0:Value={Convert.ToBase64String(Key)}",
        ], port);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token());

        using var stop = new CancellationTokenSource();
        var stream = StreamAsync(client, stop.Token);
        // The same instruments at a hundredth of the trades: what other clients wait with an ordinary feed.
        var (_, _, calm) = await FeedAsync(client, rate / 100, Math.Min(seconds, 10));
        var (accepted, took, busy) = await FeedAsync(client, rate, seconds);
        var stats = await client.GetFromJsonAsync<JsonElement>("/stats");
        await stop.CancelAsync();
        await stream;
        using var process = Process.GetProcessById(server.Id);
        var sent = (long)rate / BatchesPerSecond * BatchesPerSecond * seconds;
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            {rate:N0} trades a second of {Instruments} instruments for {seconds} s over one connection, as newline-delimited JSON. Meanwhile, another client
            opens the page of an instrument and reads `/quotes`, one request after the other; beside it, the same with 1 % of the trades.

            | Sent | Published | Took | Other client, p50 | p99 | With 1 % of the trades, p50 | p99 | Server's memory |
            |--:|--:|--:|--:|--:|--:|--:|--:|
            | {sent:N0} | {accepted:N0} | {took:N1} s | {At(busy, 0.5):N1} ms | {At(busy, 0.99):N1} ms | {At(calm, 0.5):N1} ms | {At(calm, 0.99):N1} ms | {process.WorkingSet64 / Megabyte:N0} MB |

            Publish to socket write of a stream of all instruments, by `/stats`: p50 {stats.GetProperty("latencyMs").GetProperty("p50")} ms, p99 {stats.GetProperty("latencyMs").GetProperty("p99")} ms.

            """);
        Results.Report("feed", "Feed", text, save);
        return accepted == sent ? 0 : 1;
    }

    private static async Task<(long Accepted, double Seconds, List<double> Waits)> FeedAsync(HttpClient client, int rate, int seconds)
    {
        using var stop = new CancellationTokenSource();
        var other = OtherAsync(client, stop.Token);
        var begun = Stopwatch.GetTimestamp();
        using var response = await client.PostAsync("/market/trades", new Feed(rate, seconds));
        var fed = await response.Content.ReadFromJsonAsync<JsonElement>();
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await stop.CancelAsync();
        return (fed.GetProperty("accepted").GetInt64(), took, await other);
    }

    private static async Task<List<double>> OtherAsync(HttpClient client, CancellationToken stop)
    {
        var waits = new List<double>();
        await Task.Delay(1000, CancellationToken.None);
        while (!stop.IsCancellationRequested)
        {
            foreach (var path in new[] { "/quotes", "/stocks/SYM1" })
            {
                var begun = Stopwatch.GetTimestamp();
                using var response = await client.GetAsync(path, CancellationToken.None);
                await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
                waits.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
            await Task.Delay(20, CancellationToken.None);
        }
        waits.Sort();
        return waits;
    }

    // Reads a stream, so that there is something to write.
    private static async Task StreamAsync(HttpClient client, CancellationToken stop)
    {
        try
        {
            await using var stream = await client.GetStreamAsync("/stream", stop);
            await stream.CopyToAsync(Stream.Null, stop);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[(int)(share * (sorted.Count - 1))];

    private static string Token() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "bench",
        Audience = "bench",
        Expires = DateTime.UtcNow.AddHours(1),
        Claims = new Dictionary<string, object> { ["sub"] = "bench", ["scope"] = "feed" },
        SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256),
    });

    /// <summary>Trades at a steady rate.</summary>
    private sealed class Feed : HttpContent
    {
        private readonly int _rate;
        private readonly int _seconds;

        public Feed(int rate, int seconds)
        {
            (_rate, _seconds) = (rate, seconds);
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override bool TryComputeLength(out long length) => (length = 0) > 0;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var random = new Random(1);
            var lines = new StringBuilder();
            var begun = Stopwatch.GetTimestamp();
            for (var batch = 0; batch < _seconds * BatchesPerSecond; batch++)
            {
                lines.Clear();
                for (var i = 0; i < _rate / BatchesPerSecond; i++)
                    lines.Append(CultureInfo.InvariantCulture, $"{{\"symbol\":\"SYM{random.Next(Instruments)}\",\"price\":{random.Next(10_000, 20_000) / 100m},\"size\":{random.Next(1, 1000)}}}\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(lines.ToString()));
                await stream.FlushAsync();
                var due = TimeSpan.FromSeconds((batch + 1.0) / BatchesPerSecond) - Stopwatch.GetElapsedTime(begun);
                if (due > TimeSpan.Zero)
                    await Task.Delay(due);
            }
        }
    }
}
