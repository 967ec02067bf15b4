using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Market.Recording;

namespace StockTicker.Tests.Market;

public sealed class RecordingTests : IDisposable
{
    private readonly MarketFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_replayed_recording_publishes_the_same_quotes_and_trades_in_the_same_order_to_the_last_digit()
    {
        const int Steps = 40;
        await using (var recording = new TickerApplication("Market:Instruments=30", $"Market:Record={_folder.Path}"))
            Assert.Equal(Steps, await PlayAsync(recording, Steps, "recorded"));
        Assert.Single(Directory.GetFiles(_folder.Path, "*.ndjson.gz"));

        await using var replay = new TickerApplication("Market:Source=replay", $"Market:Replay={_folder.Path}");
        Assert.Equal(Steps, await PlayAsync(replay, Steps, "replayed"));

        Assert.Equal(File.ReadLines(Path("recorded")), File.ReadLines(Path("replayed")));
    }

    // Writes what each step publishes as text, and returns the number of batches.
    private async Task<int> PlayAsync(TickerApplication application, int steps, string name)
    {
        using var client = application.Connect();
        var book = application.Services.GetRequiredService<StockBook>();
        using var output = File.CreateText(Path(name));
        var batches = 0;
        using var observer = application.Services.GetRequiredService<StockHub>().Subscribe(new Observer(batch =>
        {
            batches++;
            output.WriteLine(JsonSerializer.Serialize(RecordedLine.Of(batch, [])));
        }));
        output.WriteLine(JsonSerializer.Serialize(RecordedLine.Of(book.Snapshot)));
        await client.StepAsync(steps);
        output.WriteLine((await client.GetJsonAsync("/quotes")).GetProperty("quotes").GetRawText());
        return batches;
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.Path, name + ".out");

    [Fact]
    public async Task A_killed_process_loses_at_most_the_last_second_and_a_torn_line_is_dropped()
    {
        await using var process = ApplicationProcess.Start(
            $"--Market:Record={_folder.Path}", "--Market:UpdateInterval=00:00:00.020", "--Market:Instruments=5", "--Market:History=00:00:00");
        using var client = await process.ConnectAsync();
        string File() => Assert.Single(Directory.GetFiles(_folder.Path, "*.ndjson"));
        await Eventually.TrueAsync(() => Directory.GetFiles(_folder.Path, "*.ndjson") is [var file] && new FileInfo(file).Length > 100_000);
        var published = (await client.GetJsonAsync("/stats")).GetProperty("lastTick").GetInt64();

        await process.KillAsync();
        await System.IO.File.AppendAllTextAsync(File(), "{\"time\":99999999999999,\"quo", TestTimeout.Token);

        var (trades, quotes, bad) = MarketFolder.ReadAll(_folder.Path);
        Assert.Equal((0, 5), (bad.Count, quotes.Count));
        Assert.InRange(trades[^1].Time.ToUnixTimeMilliseconds(), published - 1000, 9_999_999_999_999);
    }

    [Fact]
    public async Task A_recording_that_cannot_go_on_is_reported_and_the_market_goes_on()
    {
        await using var application = new TickerApplication(
            services => services.AddSingleton(provider => new MarketRecorder(
                new RecordingFolder("/dev/null/none"), provider.GetRequiredService<StockBook>(), TimeProvider.System,
                provider.GetRequiredService<Microsoft.Extensions.Logging.ILogger<MarketRecorder>>())),
            "Market:Instruments=3");
        using var client = application.Connect();
        var recorder = application.Services.GetRequiredService<MarketRecorder>();
        await Eventually.TrueAsync(() => recorder.Problem is not null);

        Assert.EndsWith("-5", await client.StepAsync(5), StringComparison.Ordinal);
        Assert.Equal(recorder.Problem, (await client.GetJsonAsync("/stats")).GetProperty("recording").GetProperty("problem").GetString());
    }

    private sealed class Observer(Action<QuoteBatch> next) : IObserver<QuoteBatch>
    {
        public void OnNext(QuoteBatch value) => next(value);

        public void OnError(Exception error) => throw error;

        public void OnCompleted()
        {
        }
    }
}
