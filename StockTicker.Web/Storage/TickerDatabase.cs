using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace StockTicker.Web.Storage;

/// <summary>The database of watchlists, positions, alerts, ended sign-ins and the Data Protection keys for cookies.</summary>
internal class TickerDatabase : DbContext, IDataProtectionKeyContext
{
    /// <summary>Initializes a context for either kind of database.</summary>
    public TickerDatabase(DbContextOptions<TickerDatabase> options) : base(options)
    {
    }

    /// <summary>Initializes a context with options of its own.</summary>
    protected TickerDatabase(DbContextOptions options) : base(options)
    {
    }

    /// <summary>The watchlists of all users.</summary>
    public DbSet<StoredWatchlist> Watchlists => Set<StoredWatchlist>();

    /// <summary>The named watchlists and the positions of all users.</summary>
    public DbSet<StoredUserDocument> UserDocuments => Set<StoredUserDocument>();

    /// <summary>The alerts of all users, including those that have fired.</summary>
    public DbSet<StoredAlert> Alerts => Set<StoredAlert>();

    /// <summary>The sign-ins that ended before their cookies expired.</summary>
    public DbSet<StoredSignOut> SignOuts => Set<StoredSignOut>();

    /// <inheritdoc/>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // Several instances may change a row at once.
        modelBuilder.Entity<StoredWatchlist>(list =>
        {
            list.HasKey(l => l.Owner);
            list.Property(l => l.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<StoredUserDocument>(document =>
        {
            document.HasKey(d => new { d.Owner, d.Kind });
            document.Property(d => d.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<StoredAlert>(alert =>
        {
            alert.Property(a => a.Condition).HasConversion<string>();
            alert.HasIndex(a => new { a.Owner, a.Symbol, a.Condition, a.Threshold }).IsUnique();
        });
    }
}
