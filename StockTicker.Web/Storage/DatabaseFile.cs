using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Storage;

/// <summary>
/// The file of a SQLite database: only its user can read it, only one process uses it, and its deletion is noticed. Holds a connection for
/// the lifetime of the application.
/// </summary>
internal sealed partial class DatabaseFile(IOptions<StorageOptions> options) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The operation SQLITE_FCNTL_HAS_MOVED.
    private const int HasMovedOperation = 20;

    // EWOULDBLOCK on Linux and macOS, and ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] InUse = [11, 35, unchecked((int)0x80070020)];

    private FileStream? _lock;
    private string? _writeAheadLog;

    /// <summary>The connection that stays open.</summary>
    public SqliteConnection Connection { get; } = new(options.Value.IsPostgres ? "" : options.Value.ConnectionString);

    /// <summary>
    /// Whether the file, or its write-ahead log, is no longer where it was opened. SQLite would go on to write to the deleted file.
    /// </summary>
    public bool HasMoved
    {
        get
        {
            if (_lock is null || Connection.Handle is not { IsClosed: false } handle)
                return false;
            _ = FileControl(handle, "main", HasMovedOperation, out var hasMoved);
            return hasMoved != 0 || (_writeAheadLog is not null && !File.Exists(_writeAheadLog));
        }
    }

    /// <summary>Creates the file if it does not exist. SQLite would create it with the permissions of the process's umask.</summary>
    public void CreateIfMissing()
    {
        if (options.Value.FileToCreate is not { } path || File.Exists(path))
            return;
        try
        {
            using var created = Open(path, FileMode.CreateNew, FileShare.ReadWrite);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another process has created it, or opening it reports the problem.
        }
    }

    /// <summary>
    /// Reserves the file for this process. Two processes would each hold alerts in memory that the other has deleted or fired.
    /// </summary>
    /// <exception cref="OptionsValidationException">Another process uses the file, or its folder cannot be written.</exception>
    public void Reserve()
    {
        try
        {
            // A file of its own: closing any handle of the database would release the locks of SQLite.
            _lock = Open($"{Connection.DataSource}-lock", FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException taken) when (InUse.Contains(taken.HResult))
        {
            throw options.Value.InUse();
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw options.Value.Unusable(denied.Message);
        }
    }

    /// <summary>Removes the access of other users to the file and to what SQLite keeps next to it.</summary>
    public void Protect()
    {
        var log = $"{Connection.DataSource}-wal";
        _writeAheadLog = File.Exists(log) ? log : null;
        if (OperatingSystem.IsWindows())
            return;
        foreach (var path in new[] { Connection.DataSource, log, $"{Connection.DataSource}-shm" }.Where(File.Exists))
        {
            try
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) & OwnerOnly);
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
            {
                // The file belongs to another user, who decides.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        _lock?.Dispose();
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var file = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = OwnerOnly;
        return new FileStream(path, file);
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(SQLitePCL.sqlite3 database, string name, int operation, out int result);
}
