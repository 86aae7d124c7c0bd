using Dapper;

namespace PaymentCode.Workbench.Network;

/// <summary>
/// All worlds' banks have the same tables in databases of their own names. What Dapper compiles for a statement is kept by connection string and for ever: without this every
/// world would compile it anew and leave it behind.
/// </summary>
internal sealed class SameBanks : IEqualityComparer<string>
{
    /// <summary>From now on what was compiled for one world's bank serves the others.</summary>
    public static void Share() => SqlMapper.ConnectionStringComparer = new SameBanks();

    /// <inheritdoc/>
    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal) || (BankStorage.IsWorld(x) && BankStorage.IsWorld(y));

    /// <inheritdoc/>
    public int GetHashCode(string obj) => BankStorage.IsWorld(obj) ? 0 : obj.GetHashCode(StringComparison.Ordinal);
}
