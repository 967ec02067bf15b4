using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using StockTicker.Web.Market;

namespace StockTicker.Web.Storage;

/// <summary>Where the users' things are kept: the setting <c>ConnectionStrings:StockTicker</c>.</summary>
internal sealed class StorageOptions
{
    /// <summary>The name of the connection string.</summary>
    public const string Name = "StockTicker";

    /// <summary>The whole key.</summary>
    public const string Key = $"ConnectionStrings:{Name}";

    private const string Right = "it must be a SQLite connection string that names a file which can be written, like Data Source=stockticker.db";

    /// <summary>
    /// The connection string. Where none is set it is that of a file in the user's data folder or, with a manual clock, of a database
    /// in memory: a market for tests begins from nothing each time.
    /// </summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Whether it is forgotten with the process.</summary>
    public bool IsInMemory { get; private set; }

    /// <summary>Fills this from configuration.</summary>
    /// <exception cref="OptionsValidationException">The value is bad.</exception>
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
            // Its parts may be a password, and are not shown.
            var keys = text!.Split(';').Select(part => part.Split('=') is [var key, _, ..] ? $"{key.Trim()}=…" : part.Trim());
            throw Bad(string.Join("; ", keys), bad.Message);
        }
        IsInMemory = builder.Mode == SqliteOpenMode.Memory || builder.DataSource is ":memory:" or "";
        if (IsInMemory)
        {
            // Each connection to a nameless one would have a database of its own.
            builder.DataSource = $"stockticker-{Guid.NewGuid():N}";
            builder.Mode = SqliteOpenMode.Memory;
            builder.Cache = SqliteCacheMode.Shared;
        }
        ConnectionString = builder.ConnectionString;
    }

    /// <summary>Why the database cannot be used, as a start that fails says it. A password in it is not shown.</summary>
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
            // Opening the file says so.
        }
        return $"Data Source={Path.Combine(folder, "stockticker.db")}";
    }

    private static OptionsValidationException Bad(string value, string why) =>
        new(Key, typeof(StorageOptions), [$"{Key} is '{value}', {why.TrimEnd('.')}; {Right}."]);
}
