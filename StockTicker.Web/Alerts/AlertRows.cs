using System.Data.Common;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>
/// Reads stored alerts row by row, so that one that another version has stored does not hide the others. Entity Framework is not used,
/// because it takes a second and memory to initialize, which most servers never need.
/// </summary>
internal static class AlertRows
{
    private const string Columns =
        "SELECT \"Id\", \"Owner\", \"Symbol\", \"Condition\", \"Threshold\", \"Reference\", \"ArmedAt\", \"FiredAt\", \"FiredPrice\" FROM \"Alerts\"";

    /// <summary>Reads all armed alerts, and counts the rows that cannot be read.</summary>
    public static Task<(List<StoredAlert> Alerts, int Unreadable)> ReadArmedAsync(DbConnection connection) =>
        ReadAsync(connection, $"{Columns} WHERE \"FiredAt\" IS NULL ORDER BY \"Id\"");

    /// <summary>Reads all alerts of a user, oldest first.</summary>
    public static async Task<List<StoredAlert>> ReadOwnAsync(DbConnection connection, string owner) =>
        (await ReadAsync(connection, $"{Columns} WHERE \"Owner\" = @owner ORDER BY \"Id\"", owner)).Alerts;

    private static async Task<(List<StoredAlert> Alerts, int Unreadable)> ReadAsync(
        DbConnection connection, string sql, string? owner = null)
    {
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (owner is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@owner", owner);
            command.Parameters.Add(parameter);
        }
        await using var rows = await command.ExecuteReaderAsync();
        var alerts = new List<StoredAlert>();
        var unreadable = 0;
        while (await rows.ReadAsync())
        {
            if (ToAlert(rows) is { } alert)
                alerts.Add(alert);
            else
                unreadable++;
        }
        return (alerts, unreadable);
    }

    private static StoredAlert? ToAlert(DbDataReader row)
    {
        if (!Enum.TryParse<AlertCondition>(row.GetValue(3) as string, out var condition) || !Enum.IsDefined(condition))
            return null;
        try
        {
            return new StoredAlert
            {
                Id = row.GetInt64(0),
                Owner = row.GetString(1),
                Symbol = row.GetString(2),
                Condition = condition,
                Threshold = row.GetDecimal(4),
                Reference = row.GetDecimal(5),
                ArmedAt = row.GetInt64(6),
                FiredAt = row.IsDBNull(7) ? null : row.GetInt64(7),
                FiredPrice = row.IsDBNull(8) ? null : row.GetDecimal(8),
            };
        }
        catch (Exception damaged) when (damaged is FormatException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }
}
