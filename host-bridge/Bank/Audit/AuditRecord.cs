using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PaymentCode.Bank.Audit;

/// <summary>A record of the audit log.</summary>
internal sealed class AuditRecord
{
    /// <summary>The hash before the first record.</summary>
    public static readonly byte[] Genesis = SHA256.HashData("PaymentCode audit chain v1"u8);

    public long Id { get; init; }

    public long At { get; init; }

    public string Actor { get; init; } = "";

    public string Event { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Detail { get; init; } = "";

    /// <summary>
    /// SHA-256 of the previous hash, position, id and time (8 bytes each), and the four texts in UTF-8, each preceded by its length in 4
    /// bytes.
    /// </summary>
    public byte[] Hash(ReadOnlySpan<byte> previous, long position)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(previous);
        Span<byte> number = stackalloc byte[8];
        foreach (var value in (ReadOnlySpan<long>)[position, Id, At])
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            sha.AppendData(number);
        }

        foreach (var text in (ReadOnlySpan<string>)[Actor, Event, Subject, Detail])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(number, bytes.Length);
            sha.AppendData(number[..4]);
            sha.AppendData(bytes);
        }

        return sha.GetHashAndReset();
    }
}

/// <summary>A link of the chain.</summary>
internal sealed class AuditLink
{
    public long Position { get; init; }

    public byte[] Hash { get; init; } = [];
}
