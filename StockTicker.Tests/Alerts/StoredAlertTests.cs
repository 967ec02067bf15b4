using System.Data.Common;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Storage;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Alerts;
using StockTicker.Web.Storage;

namespace StockTicker.Tests.Alerts;

/// <summary>The alerts in the database and those in memory agree.</summary>
public sealed class StoredAlertTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stockticker-alerts-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "users.db");

    [Fact]
    public async Task An_alert_that_is_stored_is_armed_even_if_its_client_leaves_in_the_meantime()
    {
        using var client = new LeavingClient("INSERT");
        await using var application = new TickerApplication(client.Add, "Market:Instruments=3");
        application.StartServer();
        var alerts = application.Services.GetRequiredService<AlertStore>();

        var armed = await alerts.ArmAsync(
            "ada", application.Services.GetRequiredService<InstrumentCatalog>()[0], AlertCondition.Above, 1, client.Token);

        Assert.True(client.Token.IsCancellationRequested);
        Assert.True(armed!.Value.IsNew);
        Assert.Single(await alerts.ReadAsync("ada"));
        Assert.True(application.Services.GetRequiredService<AlertBook>().Contains(armed.Value.Alert.Id));
    }

    [Fact]
    public async Task An_alert_that_is_deleted_is_disarmed_even_if_its_client_leaves_in_the_meantime()
    {
        using var client = new LeavingClient("DELETE");
        await using var application = new TickerApplication(client.Add, "Market:Instruments=3");
        application.StartServer();
        var alerts = application.Services.GetRequiredService<AlertStore>();
        var armed = await alerts.ArmAsync(
            "ada", application.Services.GetRequiredService<InstrumentCatalog>()[0], AlertCondition.Above, 1, TestTimeout.Token);

        Assert.True(await alerts.DeleteAsync("ada", armed!.Value.Alert.Id, client.Token));

        Assert.True(client.Token.IsCancellationRequested);
        Assert.False(application.Services.GetRequiredService<AlertBook>().Contains(armed.Value.Alert.Id));
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_do_not_affect_others()
    {
        const string Columns = """INSERT INTO "Alerts" ("Owner", "Symbol", "Condition", "Threshold", "Reference", "ArmedAt") VALUES """;
        using var log = new LogRecorder();
        await StorageHost.CreateAsync(Path, $"""
            {Columns} ('tests' || char(10) || 'ada', 'AAPL', 'Crossing', '100', '100', 1);
            {Columns} ('tests' || char(10) || 'ada', 'AAPL', 'Above', 'a lot', '100', 1);
            {Columns} ('tests' || char(10) || 'ada', 'MSFT', 'Above', '1', '100', 1);
            """);
        await using var application = new TickerApplication(
            services => services.AddLogging(logging => logging.AddProvider(log).AddFilter<LogRecorder>(null, LogLevel.Warning)),
            $"ConnectionStrings:StockTicker=Data Source={Path}", "Market:Instruments=3");
        using var ada = application.ConnectAs("ada");
        await using var stream = await EventReader.OpenAsync(ada, "/stream/me");

        await ada.StepAsync();

        Assert.Equal("MSFT", (await stream.NextAsync("alert")).Text("symbol"));
        Assert.Equal("MSFT", Assert.Single(await ada.AlertsAsync()).GetProperty("symbol").GetString());
        var health = await ada.GetJsonAsync("/health/ready");
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.StartsWith("2 stored alerts cannot be read", health.GetProperty("checks").GetProperty("alerts").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("2 stored alerts cannot be read", Assert.Single(log.Of<AlertStore>()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_whose_instrument_is_listed_later_fires_with_the_first_trade_that_meets_it_unless_it_was_deleted()
    {
        const string Columns = """INSERT INTO "Alerts" ("Owner", "Symbol", "Condition", "Threshold", "Reference", "ArmedAt") VALUES """;
        await StorageHost.CreateAsync(Path, $"""
            {Columns} ('tests' || char(10) || 'ada', 'BTC/USD', 'Above', '100', '90', 1);
            {Columns} ('tests' || char(10) || 'ada', 'BTC/USD', 'Above', '101', '90', 1);
            {Columns} ('tests' || char(10) || 'ada', 'ETH/USD', 'Above', '10', '9', 1);
            """);
        await using var application = new TickerApplication($"ConnectionStrings:StockTicker=Data Source={Path}", "Market:Source=feed");
        using var ada = application.ConnectAs("ada");
        using var feeder = application.Connect().As(Tokens.Make("feed"));
        await using var stream = await EventReader.OpenAsync(ada, "/stream/me");
        await application.Services.GetRequiredService<AlertMonitor>().WhenPublishedAsync();
        Assert.Empty(await ada.AlertsAsync());
        using var deleted = await ada.DeleteAsync("/me/alerts/2", TestTimeout.Token);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        await feeder.FeedAsync("""[{"symbol":"eth/usd","price":9}]""");
        await feeder.FeedAsync("""[{"symbol":"btc/usd","price":102}]""");
        await feeder.FeedAsync("""[{"symbol":"eth/usd","price":10}]""");

        var first = await stream.NextAsync("alert");
        Assert.Equal(("btc/usd", 100m), (first.Text("symbol"), first.Data.GetProperty("threshold").GetDecimal()));
        Assert.Equal("eth/usd", (await stream.NextAsync("alert")).Text("symbol"));
    }

    [Fact]
    public async Task Alerts_fire_while_the_database_is_locked_and_are_stored_as_fired_afterwards()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(time),
            $"ConnectionStrings:StockTicker=Data Source={Path};Default Timeout=1", "Market:Instruments=3");
        using var ada = application.ConnectAs("ada");
        await using var stream = await EventReader.OpenAsync(ada, "/stream/me");
        await ada.ArmAsync("AAPL", "above", 1);
        await ada.ArmAsync("MSFT", "above", 1);
        await using var other = new SqliteConnection($"Data Source={Path};Pooling=False");
        await other.OpenAsync(TestTimeout.Token);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(TestTimeout.Token);

        await ada.StepAsync();

        Assert.Equal("AAPL", (await stream.NextAsync("alert")).Text("symbol"));
        Assert.Equal("MSFT", (await stream.NextAsync("alert")).Text("symbol"));
        Assert.All(await ada.AlertsAsync(), alert => Assert.False(alert.GetProperty("armed").GetBoolean()));
        Assert.Equal(2L, await StorageHost.ExecuteAsync(Path, """SELECT COUNT(*) FROM "Alerts" WHERE "FiredAt" IS NULL"""));
        Assert.Equal("degraded", (await ada.GetJsonAsync("/health/ready")).GetProperty("status").GetString());
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync(TestTimeout.Token);
        await Eventually.TrueAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return await StorageHost.ExecuteAsync(Path, """SELECT COUNT(*) FROM "Alerts" WHERE "FiredAt" IS NULL""") is 0L;
        });
        await Eventually.TrueAsync(async () => (await ada.GetJsonAsync("/health/ready")).GetProperty("status").GetString() == "healthy");
    }

    [Fact]
    public void An_alert_that_is_deleted_or_rearmed_before_its_firing_is_stored_is_not_announced()
    {
        var instruments = StockTicker.Tests.Domain.Catalogs.Make(1);
        var book = new AlertBook();
        var unstored = new UnstoredAlerts(book);
        var alerts = Enumerable.Range(1, 3).Select(id => new ArmedAlert(id, "ada", instruments[0], AlertCondition.Above, 1, 1)).ToList();
        alerts.ForEach(alert => book.Arm(alert, after: 0));
        var quote = StockTicker.Tests.Domain.Catalogs.Quote(instruments[0], 1, DateTimeOffset.UnixEpoch) with { Price = 2 };
        var fired = book.TakeMet(new QuoteBatch(new MarketMove(DateTimeOffset.UnixEpoch, [quote], []), new BookSnapshot(1, DateTimeOffset.UnixEpoch, [quote])))
            .Select(alert => new FiredAlert(alert, 0, 1)).ToList();
        Assert.Equal(3, fired.Count);

        book.Disarm(1);
        unstored.Arm(alerts[1] with { }, after: 1);

        Assert.Equal(3, Assert.Single(unstored.Take(fired)).Alert.Id);
        Assert.Empty(unstored.Take(fired));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>A client that disconnects when a statement has been executed.</summary>
    private sealed class LeavingClient(string statement) : DbCommandInterceptor, IDisposable
    {
        private readonly CancellationTokenSource _gone = new();

        public CancellationToken Token => _gone.Token;

        public void Add(IServiceCollection services) =>
            services.ConfigureDbContext<TickerDatabase>(database => database.AddInterceptors(this));

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            Leave(command);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            Leave(command);
            return ValueTask.FromResult(result);
        }

        public void Dispose() => _gone.Dispose();

        private void Leave(DbCommand command)
        {
            if (command.CommandText.Contains(statement, StringComparison.Ordinal))
                _gone.Cancel();
        }
    }
}
