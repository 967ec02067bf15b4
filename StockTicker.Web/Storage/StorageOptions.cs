using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using StockTicker.Web.Market;

namespace StockTicker.Web.Storage;

/// <summary>Options for the database of users' data: the setting <c>ConnectionStrings:StockTicker</c>.</summary>
internal sealed class StorageOptions
{
    /// <summary>The name of the connection string.</summary>
    public const string Name = "StockTicker";

    /// <summary>The configuration key.</summary>
    public const string Key = $"ConnectionStrings:{Name}";

    private const string Right = "it must be a SQLite connection string for a writable file, like Data Source=stockticker.db";

    /// <summary>
    /// The connection string. The default is a file in the user's data folder or, with a manual clock, an in-memory database, so that
    /// a market for tests always starts empty.
    /// </summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Whether the database is in memory and lost when the process ends.</summary>
    public bool IsInMemory { get; private set; }

    /// <summary>Reads the options from configuration.</summary>
    /// <exception cref="OptionsValidationException">The value is invalid.</exception>
    public void Read(IConfiguration configuration, MarketOptions market)
    {
        var text = configuration.GetConnectionString(Name);
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = new SqliteConnectionStringBuilder(string.IsNullOrWhiteSpace(text) ? Default(market) : text);
        }
        catch (Exception bad) when (bad is ArgumentException or FormatException)
        {
            // Values are omitted, because one may be a password.
            var keys = text!.Split(';').Select(part => part.Split('=') is [var key, _, ..] ? $"{key.Trim()}=…" : part.Trim());
            throw Bad(string.Join("; ", keys), bad.Message);
        }
        IsInMemory = builder.Mode == SqliteOpenMode.Memory || builder.DataSource is ":memory:" or "";
        if (IsInMemory)
        {
            // Without a name, each connection would have a separate database.
            builder.DataSource = $"stockticker-{Guid.NewGuid():N}";
            builder.Mode = SqliteOpenMode.Memory;
            builder.Cache = SqliteCacheMode.Shared;
        }
        ConnectionString = builder.ConnectionString;
    }

    /// <summary>Creates the exception for a database that cannot be used. Its message does not contain a password.</summary>
    public OptionsValidationException Unusable(string why) => Bad($"Data Source={new SqliteConnectionStringBuilder(ConnectionString).DataSource}", why);

    private static string Default(MarketOptions market)
    {
        if (market.Clock == Domain.MarketClockKind.Manual)
            return "Data Source=:memory:";
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var folder = Path.Combine(data.Length > 0 ? data : AppContext.BaseDirectory, Name);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Opening the file reports the problem.
        }
        return $"Data Source={Path.Combine(folder, "stockticker.db")}";
    }

    private static OptionsValidationException Bad(string value, string why) =>
        new(Key, typeof(StorageOptions), [$"{Key} is '{value}', {why.TrimEnd('.')}; {Right}."]);
}
