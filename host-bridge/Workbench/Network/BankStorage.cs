using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PaymentCode.Workbench.Network;

/// <summary>Where the worlds' banks keep their databases: in memory, or each in an SQLite file of one folder.</summary>
internal sealed class BankStorage
{
    // What tells the connection string of a world's bank from others.
    private const string Mark = "world-";

    private static readonly string[] ServerKeys = ["Host", "Server", "Data Source", "Database"];
    private static readonly string[] Suffixes = ["", "-wal", "-shm"];
    private static long _worlds;

    private readonly string? _folder;

    private BankStorage(string? folder) => _folder = folder;

    /// <summary>In memory: a database is gone with its world.</summary>
    public static BankStorage Memory { get; } = new(null);

    /// <summary>In a folder, which is made if it does not exist; in memory without one.</summary>
    /// <exception cref="WorkbenchStartException">It cannot be written to, or is none; the message says what to do.</exception>
    public static BankStorage Open(string? folder)
    {
        if (folder is null)
        {
            return Memory;
        }

        if (IsConnectionString(folder))
        {
            throw new WorkbenchStartException(
                "The databases of a workbench are SQLite files, one for each world, in a folder: give its path, not a connection string. A bank with its database in PostgreSQL is what 'paymentcode bank' starts.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            using var trial = new FileStream(
                Path.Combine(folder, $".workbench-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WorkbenchStartException($"The databases cannot be kept in {folder}: {exception.Message} Give a folder that can be written to.", exception);
        }

        return new BankStorage(Path.GetFullPath(folder));
    }

    /// <summary>The connection string of an empty database; an older one of the same world goes.</summary>
    /// <param name="worldId">The world's id.</param>
    public string NewDatabase(string worldId)
    {
        if (_folder is null)
        {
            // The same id may come again before the old database has gone.
            return string.Create(CultureInfo.InvariantCulture, $"Data Source=file:/{Mark}{Interlocked.Increment(ref _worlds)}?vfs=memdb");
        }

        var file = Path.Combine(_folder, $"{Mark}{worldId}.db");
        foreach (var suffix in Suffixes)
        {
            File.Delete(file + suffix);
        }

        return new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;
    }

    /// <summary>Whether a connection string is of a world's bank.</summary>
    public static bool IsWorld(string? connection) => connection?.Contains(Mark, StringComparison.Ordinal) == true;

    private static bool IsConnectionString(string text)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            return ServerKeys.Any(parts.ContainsKey);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
