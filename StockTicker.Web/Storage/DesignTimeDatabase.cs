using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace StockTicker.Web.Storage;

/// <summary>Creates the context for <c>dotnet ef migrations add --context TickerDatabase</c> without starting the application.</summary>
internal sealed class DesignTimeDatabase : IDesignTimeDbContextFactory<TickerDatabase>
{
    public TickerDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<TickerDatabase>().UseSqlite("Data Source=:memory:").Options);
}

/// <summary>Creates the context for <c>dotnet ef migrations add --context PostgresDatabase --output-dir Storage/Migrations/Postgres</c>.</summary>
internal sealed class DesignTimePostgresDatabase : IDesignTimeDbContextFactory<PostgresDatabase>
{
    public PostgresDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDatabase>().UseNpgsql("Host=localhost").Options);
}
