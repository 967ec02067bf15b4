using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace StockTicker.Web.Storage;

/// <summary>Creates the context for <c>dotnet ef migrations add</c> without starting the application.</summary>
internal sealed class DesignTimeDatabase : IDesignTimeDbContextFactory<TickerDatabase>
{
    public TickerDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<TickerDatabase>().UseSqlite("Data Source=:memory:").Options);
}
