using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace StockTicker.Web.Storage;

/// <summary>What outlives the process: each user's watchlist and alerts, and the keys that cookies are made with.</summary>
internal sealed class TickerDatabase(DbContextOptions<TickerDatabase> options) : DbContext(options), IDataProtectionKeyContext
{
    /// <summary>Users' watchlists.</summary>
    public DbSet<StoredWatchlist> Watchlists => Set<StoredWatchlist>();

    /// <summary>Users' alerts, those that have fired too.</summary>
    public DbSet<StoredAlert> Alerts => Set<StoredAlert>();

    /// <inheritdoc/>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<StoredWatchlist>().HasKey(list => list.Owner);
        modelBuilder.Entity<StoredAlert>(alert =>
        {
            alert.Property(a => a.Condition).HasConversion<string>();
            alert.HasIndex(a => new { a.Owner, a.Symbol, a.Condition, a.Threshold }).IsUnique();
        });
    }
}
