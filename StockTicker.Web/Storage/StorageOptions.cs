using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using StockTicker.Web.Market;

namespace StockTicker.Web.Storage;

/// <summary>Options for the database of users' data: the setting <c>ConnectionStrings:StockTicker</c>.</summary>
internal sealed class StorageOptions
{
    /// <summary>The name of the connection string.</summary>
    public const string Name = "StockTicker";

    /// <summary>The configuration key.</summary>
    public const string Key = $"ConnectionStrings:{Name}";

    private const string Right = "it must be a SQLite connection string for a writable file, like Data Source=stockticker.db, or a PostgreSQL "
        + "connection string, like Host=localhost;Database=stockticker;Username=stockticker";

    // How long SQLite waits for a lock of another process.
    private const int LockTimeoutSeconds = 2;

    // How long PostgreSQL may take to accept a connection or to execute a command. Clients retry.
    private const int PostgresTimeoutSeconds = 5;

    // The server's own default is a hundred connections for all instances.
    private const int MaxConnections = 20;

    /// <summary>
    /// The connection string. The default is a file in the user's data folder or, with a manual clock, an in-memory database, so that
    /// a market for tests always starts empty.
    /// </summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Whether the database is PostgreSQL, which several instances can share. Otherwise it is SQLite.</summary>
    public bool IsPostgres { get; private set; }

    /// <summary>Whether the database is in memory and lost when the process ends.</summary>
    public bool IsInMemory { get; private set; }

    /// <summary>The file to create if it does not exist, or null if SQLite creates it or must not.</summary>
    public string? FileToCreate { get; private set; }

    /// <summary>Why the database is in memory although a file is the default, or null.</summary>
    public string? MemoryWarning { get; private set; }

    /// <summary>Reads the options from configuration.</summary>
    /// <exception cref="OptionsValidationException">The value is invalid.</exception>
    public void Read(IConfiguration configuration, MarketOptions market)
    {
        var text = configuration.GetConnectionString(Name);
        if (NamesHost(text))
        {
            ReadPostgres(text!);
            return;
        }
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = new SqliteConnectionStringBuilder(string.IsNullOrWhiteSpace(text) ? Default(market) : text);
        }
        catch (Exception bad) when (bad is ArgumentException or FormatException)
        {
            throw Bad(WithoutValues(text!), bad.Message);
        }
        IsInMemory = builder.Mode == SqliteOpenMode.Memory || builder.DataSource is ":memory:" or "";
        if (IsInMemory)
        {
            // Without a name, each connection would have a separate database.
            builder.DataSource = $"stockticker-{Guid.NewGuid():N}";
            builder.Mode = SqliteOpenMode.Memory;
            builder.Cache = SqliteCacheMode.Shared;
        }
        else
        {
            // Clients retry; a longer wait would only block the requests behind it.
            if (!builder.ShouldSerialize("Default Timeout"))
                builder.DefaultTimeout = LockTimeoutSeconds;
            if (builder.Mode == SqliteOpenMode.ReadWriteCreate && !builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
                && !builder.DataSource.Contains('|', StringComparison.Ordinal))
            {
                FileToCreate = builder.DataSource;
                // A file that is deleted later must not be created again without its tables.
                builder.Mode = SqliteOpenMode.ReadWrite;
            }
        }
        ConnectionString = builder.ConnectionString;
    }

    /// <summary>Creates the exception for a database that cannot be used. Its message does not contain a password.</summary>
    public OptionsValidationException Unusable(string why) => Bad(Source, why);

    /// <summary>Creates the exception for a database that another program has locked.</summary>
    public OptionsValidationException Locked() => Failure(
        $"{Key} is '{Source}', which is locked by another process. Close the program that uses the database, then start again.");

    /// <summary>Creates the exception for a database that another process of the application uses.</summary>
    public OptionsValidationException InUse() => Failure(
        $"{Key} is '{Source}', which another StockTicker process uses. Stop that process, or set another file, like Data Source=other.db.");

    /// <summary>Creates a connection that has not been opened.</summary>
    public DbConnection CreateConnection() => IsPostgres ? CreatePostgresConnection() : new SqliteConnection(ConnectionString);

    /// <summary>Makes a context use the database.</summary>
    public void Use(DbContextOptionsBuilder database)
    {
        if (IsPostgres)
            UsePostgres(database);
        else
            database.UseSqlite(ConnectionString);
    }

    private string Source => IsPostgres ? PostgresSource() : $"Data Source={new SqliteConnectionStringBuilder(ConnectionString).DataSource}";

    // The members that mention PostgreSQL are separate, so that its library is loaded only when it is used.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadPostgres(string text)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(text);
            if (!builder.ContainsKey(nameof(builder.Timeout)))
                builder.Timeout = PostgresTimeoutSeconds;
            if (!builder.ContainsKey("Command Timeout"))
                builder.CommandTimeout = PostgresTimeoutSeconds;
            if (!builder.ContainsKey("Maximum Pool Size"))
                builder.MaxPoolSize = Math.Max(MaxConnections, builder.MinPoolSize);
            builder.ApplicationName ??= Name;
            (ConnectionString, IsPostgres) = (builder.ConnectionString, true);
        }
        catch (Exception bad) when (bad is ArgumentException or FormatException or NotSupportedException)
        {
            throw Bad(WithoutValues(text), bad.Message);
        }
    }

#pragma warning disable CA1859 // With the derived type, the caller would load the library.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private DbConnection CreatePostgresConnection() => new NpgsqlConnection(ConnectionString);
#pragma warning restore CA1859

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void UsePostgres(DbContextOptionsBuilder database) => database.UseNpgsql(ConnectionString);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private string PostgresSource()
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionString);
        return $"Host={builder.Host};Port={builder.Port};Database={builder.Database ?? builder.Username}";
    }

    private static bool NamesHost(string? text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text }.ContainsKey("Host");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // A value may be a password.
    private static string WithoutValues(string text) =>
        string.Join("; ", text.Split(';').Select(part => part.Split('=') is [var key, _, ..] ? $"{key.Trim()}=…" : part.Trim()));

    private string Default(MarketOptions market)
    {
        if (market.Clock == Domain.MarketClockKind.Manual)
            return "Data Source=:memory:";
        // Not created here, because that can fail.
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var file = Path.Combine(data.Length > 0 ? data : AppContext.BaseDirectory, Name, "stockticker.db");
        // An existing file has data that must not be hidden; opening it reports the problem.
        if (File.Exists(file) || CanWrite(Path.GetDirectoryName(file)!))
            return $"Data Source={file}";
        MemoryWarning = $"The default file for users' data, '{file}', cannot be written, so watchlists, alerts, and sign-ins are lost when the "
            + $"process ends. To keep them, set {Key}, such as Data Source=/var/lib/stockticker/stockticker.db.";
        return "Data Source=:memory:";
    }

    private static bool CanWrite(string folder)
    {
        try
        {
            CreateFolder(folder);
            File.Create(Path.Combine(folder, Path.GetRandomFileName()), 1, FileOptions.DeleteOnClose).Dispose();
            return true;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The folder belongs to the application, so earlier versions' permissions are corrected, too.
    private static void CreateFolder(string folder)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, OwnerOnly);
        File.SetUnixFileMode(folder, OwnerOnly);
    }

    private static OptionsValidationException Bad(string value, string why) => Failure($"{Key} is '{value}', {why.TrimEnd('.')}; {Right}.");

    private static OptionsValidationException Failure(string problem) => new(Key, typeof(StorageOptions), [problem]);
}
