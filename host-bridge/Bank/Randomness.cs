using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PaymentCode.Bank;

/// <summary>
/// Where the bank's keys, nonces, session tokens and reference numbers come from: the system's generator. A bank that is one of an emulated world's parts gets that world's
/// own, in code; no setting of a bank server leads there.
/// </summary>
public class Randomness
{
    /// <summary>The system's cryptographic generator.</summary>
    public static Randomness System { get; } = new();

    /// <summary>Fills a buffer.</summary>
    /// <param name="bytes">Where the bytes go.</param>
    public virtual void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);

    /// <summary>So many bytes.</summary>
    /// <param name="count">Number of bytes.</param>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    /// <summary>A number from 0, every one as likely as any other.</summary>
    /// <param name="limit">The first number that is not taken, at least 1.</param>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        var last = ulong.MaxValue - (ulong.MaxValue % (ulong)limit);
        while (true)
        {
            Fill(bytes);
            var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if (value < last)
            {
                return (int)(value % (ulong)limit);
            }
        }
    }
}
