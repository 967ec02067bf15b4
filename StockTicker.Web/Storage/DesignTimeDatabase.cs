using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace StockTicker.Web.Storage;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model without starting the application.</summary>
internal sealed class DesignTimeDatabase : IDesignTimeDbContextFactory<TickerDatabase>
{
    public TickerDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<TickerDatabase>().UseSqlite("Data Source=:memory:").Options);
}
