using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace StockTicker.Web.Storage;

/// <summary>A condition under which the database cannot be used, as opposed to a defect of the application.</summary>
/// <param name="Status">The status code of requests that need the database.</param>
/// <param name="Reason">The reason, as a sentence for clients.</param>
internal sealed record DatabaseFault(int Status, string Reason)
{
    /// <summary>The fault when another process has locked the database.</summary>
    public static readonly DatabaseFault Locked = new(StatusCodes.Status503ServiceUnavailable, "The database is locked by another process.");

    /// <summary>The fault when the disk is full.</summary>
    public static readonly DatabaseFault Full = new(StatusCodes.Status507InsufficientStorage, "The disk of the database is full.");

    /// <summary>The fault when the database has been deleted, or replaced by another file.</summary>
    public static readonly DatabaseFault Moved = new(
        StatusCodes.Status503ServiceUnavailable, "The database file has been deleted or replaced. The server must be restarted.");

    private static readonly DatabaseFault ReadOnly = new(StatusCodes.Status503ServiceUnavailable, "The database is read-only.");
    private static readonly DatabaseFault Unusable = new(StatusCodes.Status503ServiceUnavailable, "The database cannot be read or written.");

    /// <summary>Gets the fault that caused an exception, or null if the exception has another cause.</summary>
    public static DatabaseFault? Of(Exception? exception) => Cause(exception)?.SqliteErrorCode switch
    {
        null or SQLITE_CONSTRAINT => null,
        SQLITE_BUSY or SQLITE_LOCKED => Locked,
        SQLITE_FULL => Full,
        SQLITE_READONLY => Cause(exception)!.SqliteExtendedErrorCode == SQLITE_READONLY_DBMOVED ? Moved : ReadOnly,
        _ => Unusable,
    };

    /// <summary>Gets SQLite's own exception.</summary>
    public static SqliteException? Cause(Exception? exception)
    {
        while (exception is not null and not SqliteException)
            exception = exception.InnerException;
        return (SqliteException?)exception;
    }

    /// <summary>Creates the exception for a wait that has been too long.</summary>
    public static SqliteException Busy() => new("The database is busy.", SQLITE_BUSY);

    /// <summary>Creates the exception for a file that has been deleted or replaced.</summary>
    public static SqliteException FileMoved() => new(Moved.Reason, SQLITE_READONLY, SQLITE_READONLY_DBMOVED);
}
