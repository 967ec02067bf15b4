using System.Net;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Security;
using StockTicker.Web.Storage;

namespace StockTicker.Tests.Storage;

/// <summary>A database that cannot be used affects only requests for users' data.</summary>
public sealed class DatabaseFaultTests : IDisposable
{
    private const int Full = 13;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stockticker-faults-");
    private readonly LogRecorder _log = new();

    private string Path => System.IO.Path.Combine(_folder.FullName, "users.db");

    [Theory]
    [InlineData("")]
    [LongInlineData("-wal")]
    public async Task Changes_fail_after_the_file_was_deleted(string deleted)
    {
        await using var application = Start(_ => { }, $"ConnectionStrings:StockTicker=Data Source={Path}");
        using var ada = application.ConnectAs("ada");
        await ada.PutWatchlistAsync("AAPL");
        Assert.Equal("healthy", (await ada.GetJsonAsync("/health/ready")).GetProperty("status").GetString());

        File.Delete(Path + deleted);

        Assert.Equal("degraded", (await ada.GetJsonAsync("/health/ready")).GetProperty("status").GetString());
        for (var i = 0; i < 3; i++)
        {
            await ProblemAssert.IsProblemAsync(
                await ada.PutAsJsonAsync("/me/watchlist", new { symbols = new[] { "MSFT" } }, TestTimeout.Token),
                HttpStatusCode.ServiceUnavailable, "deleted");
            await ProblemAssert.IsProblemAsync(await ArmAsync(ada), HttpStatusCode.ServiceUnavailable, "deleted");
        }
        await AssertMarketGoesOnAsync(ada);
        Assert.Contains("deleted", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_out_that_cannot_be_kept_is_logged()
    {
        await using var application = Start(_ => { }, $"ConnectionStrings:StockTicker=Data Source={Path}");
        using var ada = application.ConnectAs("ada");
        await ada.PutWatchlistAsync("AAPL");
        File.Delete(Path);

        // The deleted file could still be written.
        var signOuts = application.Services.GetRequiredService<SignOuts>();
        await signOuts.AddAsync("sign-in", DateTimeOffset.UtcNow.AddHours(1));

        Assert.Contains(_log.Lines, line => line.Contains("that could not be stored", StringComparison.Ordinal));
        Assert.True(await signOuts.ContainsAsync("sign-in", TestTimeout.Token));
    }

    [Fact]
    public async Task Changes_fail_soon_while_another_process_has_locked_the_database()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var application = Start(
            services => services.AddSingleton<TimeProvider>(time), $"ConnectionStrings:StockTicker=Data Source={Path};Default Timeout=1");
        using var ada = application.ConnectAs("ada");
        await using var other = new SqliteConnection($"Data Source={Path};Pooling=False");
        await other.OpenAsync(TestTimeout.Token);
        await ExecuteAsync(other, "BEGIN IMMEDIATE");

        // Together they wait about as long as one.
        foreach (var response in await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ArmAsync(ada))))
        {
            Assert.NotNull(response.Headers.RetryAfter);
            await ProblemAssert.IsProblemAsync(response, HttpStatusCode.ServiceUnavailable, "locked");
        }
        await AssertMarketGoesOnAsync(ada);
        Assert.Empty(await ada.AlertsAsync());
        Assert.Equal("degraded", (await ada.GetJsonAsync("/health/ready")).GetProperty("status").GetString());
        await ExecuteAsync(other, "ROLLBACK");

        // Without another change of a user.
        await Eventually.TrueAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return (await ada.GetJsonAsync("/health/ready")).GetProperty("status").GetString() == "healthy";
        });
        await ada.ArmAsync("AAPL", "above", 1);
        Assert.Contains("locked", _log.Lines.First(), StringComparison.Ordinal);
        Assert.Equal(2, _log.Lines.Count());
    }

    [Fact]
    public async Task Users_can_sign_in_while_the_disk_is_full()
    {
        var fault = new CommandFault { Code = Full };
        // With a stopped clock, the probe doesn't run, which this fault does not affect.
        await using var application = Start(services => services
            .AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow))
            .ConfigureDbContext<TickerDatabase>(database => database.AddInterceptors(fault)));
        using var client = new HttpClient(Transport.Over(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }))
        {
            BaseAddress = application.Address,
        };

        using var page = await client.GetAsync("/signin", TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var form = (await page.Content.ReadAsStringAsync(TestTimeout.Token)).Split("__RequestVerificationToken\" type=\"hidden\" value=\"")[1].Split('"')[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signin")
        {
            Content = new FormUrlEncodedContent([new("token", ForgedToken.Of("ada")), new("__RequestVerificationToken", form)]),
        };
        request.Headers.Add("Cookie", page.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        using var signedIn = await client.SendAsync(request, TestTimeout.Token);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        client.DefaultRequestHeaders.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));

        await ProblemAssert.IsProblemAsync(await ArmAsync(client), HttpStatusCode.InsufficientStorage, "full");
        Assert.Empty(await client.WatchlistAsync());
        await AssertMarketGoesOnAsync(client);
        Assert.Single(_log.Lines);

        // The keys are stored as soon as that is possible.
        fault.Code = 0;
        await client.PutWatchlistAsync("AAPL");
        await using var database = await application.Services.GetRequiredService<IDbContextFactory<TickerDatabase>>().CreateDbContextAsync(TestTimeout.Token);
        Assert.Equal(1, await database.DataProtectionKeys.CountAsync(TestTimeout.Token));
    }

    [Fact]
    public async Task The_market_goes_on_without_a_table()
    {
        await StorageHost.CreateAsync(Path, """DROP TABLE "Alerts"; DROP TABLE "Watchlists"; DROP TABLE "DataProtectionKeys";""");
        await using var application = Start(_ => { }, $"ConnectionStrings:StockTicker=Data Source={Path}");
        using var ada = application.ConnectAs("ada");

        await Eventually.TrueAsync(async () => (await ada.GetJsonAsync("/health/ready")).GetProperty("status").GetString() == "degraded");

        var checks = (await ada.GetJsonAsync("/health/ready")).GetProperty("checks");
        Assert.Contains("not been loaded", checks.GetProperty("alerts").GetString(), StringComparison.Ordinal);
        await ProblemAssert.IsProblemAsync(await ArmAsync(ada), HttpStatusCode.ServiceUnavailable, "cannot be read");
        foreach (var path in new[] { "/", "/signin", "/status" })
        {
            using var page = await ada.GetAsync(path, TestTimeout.Token);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
        await AssertMarketGoesOnAsync(ada);
        Assert.Contains("no such table", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _log.Dispose();
        _folder.Delete(recursive: true);
    }

    private TickerApplication Start(Action<IServiceCollection> services, params string[] settings) => new(
        all =>
        {
            // Data Protection warns that its keys are not encrypted, which is documented.
            all.AddLogging(logging => logging.AddProvider(_log).AddFilter<LogRecorder>(null, LogLevel.Warning)
                .AddFilter<LogRecorder>("StockTicker", LogLevel.Information).AddFilter<LogRecorder>("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
                .AddFilter<LogRecorder>("StockTicker.Web.Security", LogLevel.Warning)
                .AddFilter<LogRecorder>("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Error));
            services(all);
        },
        ["Market:Instruments=3", .. settings]);

    private static Task<HttpResponseMessage> ArmAsync(HttpClient client) =>
        client.PostAsJsonAsync("/me/alerts", new { symbol = "AAPL", condition = "above", threshold = 1 }, TestTimeout.Token);

    private static async Task AssertMarketGoesOnAsync(HttpClient client)
    {
        var before = (await client.GetJsonAsync("/stats")).GetProperty("lastTick").GetInt64();
        await client.StepAsync();
        Assert.True((await client.GetJsonAsync("/stats")).GetProperty("lastTick").GetInt64() > before);
        using var board = await client.GetAsync("/", TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, board.StatusCode);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestTimeout.Token);
    }
}
