using System.Diagnostics;
using System.Globalization;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// A server that is killed and restarted at the same address while clients are live on it: at once, and in the long form
/// also after some seconds in which reconnects fail. It happens once, for all clients at the same time, when first needed.
/// </summary>
public sealed class Outage : IAsyncDisposable
{
    /// <summary>The seconds between the server's end and its restart, for each outage.</summary>
    public static readonly int[] Absences = TestLength.Choose<int[]>([0], [0, 2, 10]);

    private readonly Dictionary<string, Task<IOutageClient>> _clients = [];
    private readonly Dictionary<string, List<OutageReturn>> _returns = [];
    private readonly List<long> _resyncs = [];
    private readonly string _address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
    private readonly Chromium _chromium;
    private readonly Firefox _firefox;
    private readonly Lazy<Task> _run;

    public Outage(Chromium chromium, Firefox firefox)
    {
        (_chromium, _firefox) = (chromium, firefox);
        _run = new Lazy<Task>(RunAsync);
    }

    /// <summary>How a client returned after each outage; skips the test if the client is not available.</summary>
    internal async Task<IReadOnlyList<OutageReturn>> ReturnsOfAsync(string client)
    {
        await _run.Value;
        await _clients[client];
        return _returns[client];
    }

    /// <summary>The number of clients, and the number of streams that each new server could not resume.</summary>
    internal async Task<(int Clients, IReadOnlyList<long> Resyncs)> ResyncsAsync()
    {
        await _run.Value;
        return (_returns.Count, _resyncs);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values.Where(client => client.IsCompletedSuccessfully))
            await (await client).DisposeAsync();
    }

    private async Task RunAsync()
    {
        var server = StartServer();
        try
        {
            using var http = await server.ConnectAsync();
            _clients[OutageClient.Chromium] = ChromiumBoard.OpenAsync(_chromium, http.BaseAddress!);
            _clients[OutageClient.Firefox] = FirefoxBoard.OpenAsync(_firefox, http.BaseAddress!);
            var stream = new Uri(http.BaseAddress!, "/stream");
            _clients[OutageClient.Node] = EventClient.OpenAsync(
                NodeClient.RequireAsync, over => NodeClient.ReadAsync(stream, ["hello", "snapshot"], over));
            _clients[OutageClient.Parser] = EventClient.OpenAsync(
                () => Task.CompletedTask, over => ParserClient.ReadAsync(stream, over));
            var available = new Dictionary<string, IOutageClient>();
            foreach (var (name, opening) in _clients)
            {
                await Task.WhenAny(opening);
                if (opening.IsCompletedSuccessfully)
                    available[name] = await opening;
            }
            await Task.WhenAll(available.Values.Select(await LiveAsync(http)));
            foreach (var name in available.Keys)
                _returns[name] = [];

            foreach (var absence in Absences)
            {
                await server.KillAsync();
                await server.DisposeAsync();
                await Task.Delay(TimeSpan.FromSeconds(absence), TestTimeout.Token);
                server = StartServer();
                await WaitForServerAsync(http);
                var back = Stopwatch.GetTimestamp();
                var live = await LiveAsync(http);
                await Task.WhenAll(available.Select(async client =>
                {
                    var reason = await live(client.Value);
                    var took = Stopwatch.GetElapsedTime(back);
                    _returns[client.Key].Add(new OutageReturn(absence, took, reason));
                }));
                _resyncs.Add((await http.GetJsonAsync("/stats")).GetProperty("resyncs").GetInt64());
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private ApplicationProcess StartServer() => ApplicationProcess.Start("--urls", _address, "--Market:Instruments=5");

    private static async Task<Func<IOutageClient, Task<string?>>> LiveAsync(HttpClient http)
    {
        var epoch = (await http.GetJsonAsync("/stats")).GetProperty("epoch").GetInt64();
        return client => client.LiveAsync(epoch);
    }

    // The server is back when it responds. A closed port refuses connections at once.
    private static Task WaitForServerAsync(HttpClient http) => Eventually.TrueAsync(async () =>
    {
        try
        {
            using var response = await http.GetAsync("/health/live", TestTimeout.Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });
}
