using System.Reflection;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Storage;

namespace StockTicker.Tests.Storage;

/// <summary>User data survives whatever happens to the process.</summary>
[Trait("Category", "Slow")]
public sealed class StorageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stockticker-storage-");

    private static readonly string[] Symbols = ["AAPL", "GOOGL", "MSFT"];

    private string File => Path.Combine(_folder.FullName, "users.db");

    private string Connection => $"Data Source={File}";

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Acknowledged_changes_survive_a_kill_at_any_moment(string kind)
    {
        var connection = await ConnectionAsync(kind);
        var random = new Random(17);
        // The last acknowledged change, and the one in flight when the process died, which may or may not have been applied.
        var (acknowledged, requested) = (0, 0);
        var kills = TestLength.Choose(2, 8);
        for (var kill = 0; kill < kills; kill++)
        {
            await using var application = StartOn(connection);
            using var ada = (await application.ConnectAsync()).As(ForgedToken.Of("ada"));
            var made = (await ada.AlertsAsync()).Count;
            Assert.Contains(made, new[] { acknowledged, requested });
            if (acknowledged > 0)
                Assert.Contains((await ada.WatchlistAsync()).Length, new[] { acknowledged % 3 + 1, requested % 3 + 1 });
            // Continues from the stored state: each change adds one alert.
            acknowledged = made;
            var enough = made + random.Next(5, 20);
            var changing = ChangeAsync(ada);
            await Eventually.TrueAsync(() => Volatile.Read(ref acknowledged) >= enough);
            await application.KillAsync();
            await changing;
        }

        async Task ChangeAsync(HttpClient ada)
        {
            try
            {
                while (true)
                {
                    requested = acknowledged + 1;
                    await ada.ArmAsync("AAPL", "above", 500_000 + requested);
                    await ada.PutWatchlistAsync([.. Symbols.Take(requested % 3 + 1)]);
                    Volatile.Write(ref acknowledged, requested);
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
            }
        }
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Alerts_stay_fired_or_armed_after_a_kill(string kind)
    {
        var connection = await ConnectionAsync(kind);
        await using (var application = StartOn(connection))
        {
            using var ada = (await application.ConnectAsync()).As(ForgedToken.Of("ada"));
            await using var stream = await EventReader.OpenAsync(ada, "/stream/me");
            await ada.ArmAsync("AAPL", "above", 1);
            await ada.ArmAsync("MSFT", "below", 1);
            // Far enough not to fire with the first update.
            using var ben = (await application.ConnectAsync()).As(ForgedToken.Of("ben"));
            await ben.ArmAsync("AAPL", "percent", 0.1m);
            using var step = new StringContent("""{"updates":1}""", Encoding.UTF8, "application/json");
            var stepping = ada.PostAsync("/market/step", step, TestTimeout.Token);
            // At the moment the user is notified.
            Assert.Equal("AAPL", (await stream.NextAsync("alert")).Text("symbol"));
            await application.KillAsync();
            await Task.WhenAny(stepping);
        }
        await using (var application = StartOn(connection))
        {
            using var ada = (await application.ConnectAsync()).As(ForgedToken.Of("ada"));
            await using var stream = await EventReader.OpenAsync(ada, "/stream/quotes,me");
            using var ben = (await application.ConnectAsync()).As(ForgedToken.Of("ben"));
            await using var armed = await EventReader.OpenAsync(ben, "/stream/me");
            await ada.ArmAsync("GOOGL", "above", 1);
            await ada.StepAsync(200);

            Assert.Equal("GOOGL", (await stream.NextAsync("alert")).Text("symbol"));
            var alerts = (await ada.AlertsAsync()).ToDictionary(alert => alert.GetProperty("symbol").GetString()!, alert => alert.GetProperty("armed").GetBoolean());
            Assert.Equal(new Dictionary<string, bool> { ["AAPL"] = false, ["MSFT"] = true, ["GOOGL"] = false }, alerts);
            Assert.DoesNotContain("AAPL\",\"condition", stream.Text, StringComparison.Ordinal);
            // An alert armed before the kill fires after it.
            Assert.Equal("percent", (await armed.NextAsync("alert")).Text("condition"));
        }
    }

    [Fact]
    public async Task A_start_succeeds_after_one_that_was_killed_during_migration()
    {
        await using (var database = new SqliteConnection(Connection))
        {
            await database.OpenAsync(TestTimeout.Token);
            await ExecuteAsync(database, """
                CREATE TABLE "__EFMigrationsHistory" ("MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY, "ProductVersion" TEXT NOT NULL);
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, datetime('now', '-2 minutes'));
                """);
        }
        SqliteConnection.ClearAllPools();

        await using var application = new TickerApplication($"ConnectionStrings:StockTicker={Connection}", "Market:Instruments=3");
        using var ada = application.ConnectAs("ada");

        Assert.Empty(await ada.WatchlistAsync());
    }

    [Fact]
    public async Task The_migrations_produce_the_model()
    {
        var application = SharedApplications.With("Market:Instruments=3");
        application.StartServer();
        using var scope = application.Services.CreateScope();
        Assert.False(scope.ServiceProvider.GetRequiredService<TickerDatabase>().Database.HasPendingModelChanges());

        using var postgres = new DesignTimePostgresDatabase().CreateDbContext([]);
        Assert.False(postgres.Database.HasPendingModelChanges());
        Assert.Equal(postgres.Database.GetMigrations().Last(), PostgresMigrator.Newest.GetCustomAttribute<MigrationAttribute>()!.Id);
    }

    [Fact]
    public void The_creation_script_is_the_script_of_all_migrations()
    {
        using var context = new TickerDatabase(new DbContextOptionsBuilder<TickerDatabase>().UseSqlite("Data Source=:memory:").Options);
        var script = context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.NoTransactions);

        Assert.True(
            script.ReplaceLineEndings("\n").Trim() == DatabaseInitializer.Script.ReplaceLineEndings("\n").Trim(),
            $"StockTicker.Web/Storage/Migrations/Database.sql has to be:\n{script}");
        Assert.Equal(context.Database.GetMigrations().Last(), DatabaseInitializer.Newest.GetCustomAttribute<MigrationAttribute>()!.Id);
    }

    [Fact]
    public async Task A_new_database_has_no_pending_migrations()
    {
        var application = SharedApplications.With("Market:Instruments=3");
        application.StartServer();
        using var scope = application.Services.CreateScope();
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<TickerDatabase>().Database.GetPendingMigrationsAsync(TestTimeout.Token));
    }

    [Theory]
    [InlineData("Data Source=/nowhere/at/all/users.db", "/nowhere/at/all/users.db")]
    [InlineData("Server=sql;Password=hunter2", "Server")]
    [InlineData("Host=127.0.0.1;Port=1;Database=prices;Password=hunter2", "Host=127.0.0.1;Port=1;Database=prices")]
    [LongInlineData("Host=localhost;Port=x;Password=hunter2", "Host")]
    [LongInlineData("nonsense", "nonsense")]
    [LongInlineData("Data Source=/etc/passwd", "/etc/passwd")]
    public async Task An_invalid_connection_string_fails_startup_with_one_line(string value, string named)
    {
        await using var application = ApplicationProcess.Start($"--ConnectionStrings:StockTicker={value}");

        Assert.Equal(1, await application.ExitAsync());
        var line = Assert.Single(application.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("StockTicker cannot start: ConnectionStrings:StockTicker is '", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Contains("like Data Source=stockticker.db", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task<string> ConnectionAsync(string kind) => kind == "SQLite" ? Connection : await PostgresServers.CreateDatabaseAsync();

    private static ApplicationProcess StartOn(string connection) => ApplicationProcess.Start(
    [
        $"--ConnectionStrings:StockTicker={connection}", "--Market:Instruments=3", "--Market:QuotesPerUpdate=3", "--Market:Clock=manual",
        "--Market:Seed=1", .. Tokens.Settings.Select(setting => $"--{setting}"),
    ]);

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestTimeout.Token);
    }
}
