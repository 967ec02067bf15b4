using Microsoft.EntityFrameworkCore;

namespace StockTicker.Web.Storage;

/// <summary>
/// The same database on PostgreSQL. The framework finds migrations by the type of the context, so those of PostgreSQL, in
/// <c>Migrations/Postgres</c>, belong to this one. Everything else uses <see cref="TickerDatabase"/>.
/// </summary>
internal sealed class PostgresDatabase(DbContextOptions<PostgresDatabase> options) : TickerDatabase(options);
