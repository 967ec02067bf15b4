using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Storage;

public sealed class DatabaseFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stockticker-file-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "users.db");

    [Fact]
    public async Task A_second_process_on_the_same_file_is_refused()
    {
        await using (await StorageHost.StartAsync($"Data Source={Path}"))
        {
            var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StorageHost.StartAsync($"Data Source={Path};Default Timeout=1"));
            Assert.Contains($"'Data Source={Path}', which another StockTicker process uses", Assert.Single(refused.Failures), StringComparison.Ordinal);
        }
        await using var again = await StorageHost.StartAsync($"Data Source={Path}");
    }

    [Fact]
    public async Task A_second_process_is_refused_even_by_another_path_to_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links require a privilege on Windows.");
        var links = _folder.CreateSubdirectory("links");
        var link = System.IO.Path.Combine(links.FullName, "other.db");
        File.CreateSymbolicLink(link, Path);
        await using var first = await StorageHost.StartAsync($"Data Source={Path}");

        foreach (var source in new[] { link, $"file:{Path}", System.IO.Path.Combine(links.FullName, "..", "users.db") })
            await Assert.ThrowsAsync<OptionsValidationException>(() => StorageHost.StartAsync($"Data Source={source}"));
    }

    [Fact]
    public async Task A_start_on_a_locked_file_says_that_it_is_locked()
    {
        await StorageHost.CreateAsync(Path, "SELECT 1");
        await using var other = new SqliteConnection($"Data Source={Path};Pooling=False");
        await other.OpenAsync(TestTimeout.Token);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(TestTimeout.Token);

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StorageHost.StartAsync($"Data Source={Path};Default Timeout=1"));

        Assert.Equal(
            $"ConnectionStrings:StockTicker is 'Data Source={Path}', which is locked by another process. Close the program that uses the database, then start again.",
            Assert.Single(refused.Failures));
    }

    [Fact]
    public async Task A_file_that_cannot_be_reserved_fails_startup_with_one_line()
    {
        _folder.CreateSubdirectory("users.db-lock");

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StorageHost.StartAsync($"Data Source={Path}"));

        Assert.StartsWith($"ConnectionStrings:StockTicker is 'Data Source={Path}', ", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_its_user_can_read_the_files_of_the_database(bool existed)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Everyone = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (existed)
        {
            await StorageHost.CreateAsync(Path, "SELECT 1");
            File.SetUnixFileMode(Path, Everyone);
        }

        await using var host = await StorageHost.StartAsync($"Data Source={Path}");
        await StorageHost.ExecuteAsync(Path, """INSERT INTO "Watchlists" VALUES ('ada', '[]', 1)""");

        var files = _folder.GetFiles();
        Assert.Equal(["users.db", "users.db-lock", "users.db-shm", "users.db-wal"], files.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(OwnerOnly, file.UnixFileMode));
    }

    [Fact]
    public async Task A_file_that_is_not_a_database_is_left_alone()
    {
        await File.WriteAllTextAsync(Path, new string('x', 5000), TestTimeout.Token);
        var before = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path);

        await Assert.ThrowsAsync<OptionsValidationException>(() => StorageHost.StartAsync($"Data Source={Path}"));

        Assert.Equal(["users.db"], _folder.GetFiles().Select(file => file.Name));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(before, File.GetUnixFileMode(Path));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
