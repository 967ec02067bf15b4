using System.Security.Cryptography;
using System.Text;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Starting;

public sealed class DeterminismTests
{
    private const int StepsAtOnce = 500;

    private static readonly int Steps = TestLength.Choose(500, 10_000);

    [Fact]
    public async Task Two_processes_with_the_same_seed_and_a_manual_clock_send_the_same_bytes()
    {
        string[] settings = ["--Market:Seed=7", "--Market:Clock=manual", "--Market:Start=2026-01-05T14:30:00Z", "--Streaming:HeartbeatInterval=00:05:00"];
        await using var one = ApplicationProcess.Start(settings);
        await using var other = ApplicationProcess.Start(settings);

        var digests = await Task.WhenAll(DigestAsync(one, "/stream"), DigestAsync(other, "/stream"));

        Assert.Equal(digests[0], digests[1]);
    }

    [Fact]
    public async Task Another_seed_generates_another_market()
    {
        await using var one = new TickerApplication("Market:Seed=1", "Market:Instruments=200");
        await using var same = new TickerApplication("Market:Seed=1", "Market:Instruments=200");
        await using var other = new TickerApplication("Market:Seed=2", "Market:Instruments=200");

        var responses = new List<string>();
        foreach (var application in new[] { one, same, other })
        {
            using var client = application.Connect();
            await client.StepAsync(50);
            responses.Add(await client.GetStringAsync("/quotes", TestTimeout.Token));
        }

        Assert.Equal(responses[0], responses[1]);
        Assert.NotEqual(responses[0], responses[2]);
    }

    // Everything after the opening comment and the jittered retry, for all steps.
    private static async Task<string> DigestAsync(ApplicationProcess application, string path)
    {
        using var client = await application.ConnectAsync();
        await using var stream = await EventReader.OpenAsync(client, path);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 2; i++)
            Add(await stream.NextAsync());
        var stepping = StepAsync();
        for (var i = 1; i <= Steps; i++)
        {
            var quotes = await stream.NextAsync();
            Assert.Equal(i, quotes.Sequence);
            Add(quotes);
        }
        Assert.EndsWith($"-{Steps}", await stepping, StringComparison.Ordinal);
        return Convert.ToHexString(digest.GetHashAndReset());

        void Add(ServerEvent next) => digest.AppendData(Encoding.UTF8.GetBytes($"{next.Id}|{next.Type}|{next.Json}\n"));

        async Task<string> StepAsync()
        {
            var newest = "";
            for (var i = 0; i < Steps / StepsAtOnce; i++)
                newest = await client.StepAsync(StepsAtOnce);
            return newest;
        }
    }
}
