using System.Data.Common;

namespace StockTicker.Web.Storage;

/// <summary>The exception for a database that the application itself refuses to use.</summary>
internal sealed class DatabaseUnavailableException(DatabaseFault fault) : DbException(fault.Reason)
{
    /// <summary>The reason.</summary>
    public DatabaseFault Fault { get; } = fault;
}
