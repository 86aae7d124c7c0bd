using Dapper;

namespace PaymentCode.Workbench.Network;

/// <summary>
/// All worlds' banks have the same tables in databases of their own names. What Dapper compiles for a statement is kept by connection string and for ever: without this every
/// world would compile it anew and leave it behind.
/// </summary>
internal sealed class SameBanks : IEqualityComparer<string>
{
    private const string InMemory = "?vfs=memdb";

    /// <summary>From now on what was compiled for one world's bank serves the others.</summary>
    public static void Share() => SqlMapper.ConnectionStringComparer = new SameBanks();

    /// <inheritdoc/>
    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal) || (IsWorld(x) && IsWorld(y));

    /// <inheritdoc/>
    public int GetHashCode(string obj) => IsWorld(obj) ? InMemory.GetHashCode(StringComparison.Ordinal) : obj.GetHashCode(StringComparison.Ordinal);

    private static bool IsWorld(string? connection) => connection?.Contains(InMemory, StringComparison.Ordinal) == true;
}
