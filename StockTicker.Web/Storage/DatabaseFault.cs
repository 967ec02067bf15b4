using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;
using static SQLitePCL.raw;

namespace StockTicker.Web.Storage;

/// <summary>A condition under which the database cannot be used, as opposed to a defect of the application.</summary>
/// <param name="Status">The status code of requests that need the database.</param>
/// <param name="Reason">The reason, as a sentence for clients.</param>
internal sealed record DatabaseFault(int Status, string Reason)
{
    /// <summary>The fault when another process has locked the database.</summary>
    public static readonly DatabaseFault Locked = new(StatusCodes.Status503ServiceUnavailable, "The database is locked by another process.");

    /// <summary>The fault when the server of the database does not respond, or refuses the connection.</summary>
    public static readonly DatabaseFault Unreachable = new(StatusCodes.Status503ServiceUnavailable, "The database server cannot be reached.");

    /// <summary>The fault when the disk is full.</summary>
    public static readonly DatabaseFault Full = new(StatusCodes.Status507InsufficientStorage, "The disk of the database is full.");

    /// <summary>The fault when the database has been deleted, or replaced by another file.</summary>
    public static readonly DatabaseFault Moved = new(
        StatusCodes.Status503ServiceUnavailable, "The database file has been deleted or replaced. The server must be restarted.");

    private static readonly DatabaseFault ReadOnly = new(StatusCodes.Status503ServiceUnavailable, "The database is read-only.");
    private static readonly DatabaseFault Unusable = new(StatusCodes.Status503ServiceUnavailable, "The database cannot be read or written.");

    /// <summary>Gets the fault that caused an exception, or null if the exception has another cause.</summary>
    public static DatabaseFault? Of(Exception? exception) => Cause(exception) switch
    {
        null => null,
        DatabaseUnavailableException refused => refused.Fault,
        SqliteException sqlite => OfSqlite(sqlite),
        var other => OfPostgres(other),
    };

    /// <summary>Whether it may end without a restart or a repair.</summary>
    public bool IsTransient => this == Locked || this == Full || this == Moved || this == Unreachable || this == ReadOnly;

    /// <summary>Gets the database's own exception.</summary>
    public static DbException? Cause(Exception? exception)
    {
        while (exception is not null and not DbException)
            exception = exception.InnerException;
        return (DbException?)exception;
    }

    private static DatabaseFault? OfSqlite(SqliteException fault) => fault.SqliteErrorCode switch
    {
        SQLITE_CONSTRAINT => null,
        SQLITE_BUSY or SQLITE_LOCKED => Locked,
        SQLITE_FULL => Full,
        SQLITE_READONLY => fault.SqliteExtendedErrorCode == SQLITE_READONLY_DBMOVED ? Moved : ReadOnly,
        _ => Unusable,
    };

    // Error codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DatabaseFault? OfPostgres(DbException fault) => fault switch
    {
        PostgresException { SqlState: ['2', '3', ..] } => null,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Full,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => ReadOnly,
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.QueryCanceled } => Locked,
        // Refused connections, too many of them, a server that shuts down or starts.
        PostgresException { SqlState: ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] } => Unreachable,
        PostgresException => Unusable,
        NpgsqlException => Unreachable,
        _ => null,
    };
}
