using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PaymentCode.Bank.PaymentKeys;

/// <summary>
/// A keyed permutation of the ten-digit numbers: FF1 of NIST SP 800-38G with AES, radix 10, ten digits. It turns numbers that are given out in a row
/// into indices that lie anywhere in the index space, each once, and back. Who has not the key can neither aim at indices that are in use nor
/// tell whether two belong together.
/// </summary>
internal sealed class IndexPermutation
{
    /// <summary>How many numbers there are.</summary>
    public const long Count = (long)Half * Half;

    private const int Half = 100_000;
    private const int Rounds = 10;
    private const int BlockLength = 16;
    private const int NumberLength = 3;
    private readonly byte[] _key;
    private readonly byte[] _tweak;

    /// <summary>Makes the permutation of a key and a tweak.</summary>
    /// <param name="key">AES key, 16, 24 or 32 bytes.</param>
    /// <param name="tweak">FF1's tweak, up to 255 bytes: another one is another permutation.</param>
    public IndexPermutation(byte[] key, byte[] tweak) => (_key, _tweak) = (key, tweak);

    /// <summary>FF1.Encrypt (SP 800-38G algorithm 7) of a number below <see cref="Count"/>.</summary>
    public long Permute(long number)
    {
        var (a, b) = Split(number);
        using var aes = NewAes();
        for (var round = 0; round < Rounds; round++)
        {
            (a, b) = (b, (int)((a + Round(aes, round, b)) % Half));
        }

        return ((long)a * Half) + b;
    }

    /// <summary>FF1.Decrypt (algorithm 8): the number of an index.</summary>
    public long Invert(long index)
    {
        var (a, b) = Split(index);
        using var aes = NewAes();
        for (var round = Rounds - 1; round >= 0; round--)
        {
            (a, b) = ((int)((b + Half - Round(aes, round, a)) % Half), a);
        }

        return ((long)a * Half) + b;
    }

    private static (int A, int B) Split(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        return ((int)(number / Half), (int)(number % Half));
    }

    private Aes NewAes()
    {
        var aes = Aes.Create();
        aes.Key = _key;
        return aes;
    }

    /// <summary>Steps 6.i to 6.v: the number that the round adds, already reduced modulo 10^5.</summary>
    private long Round(Aes aes, int round, int half)
    {
        var padding = (BlockLength - ((_tweak.Length + NumberLength + 1) % BlockLength)) % BlockLength;
        Span<byte> input = stackalloc byte[BlockLength + _tweak.Length + padding + 1 + NumberLength];

        // P: version 1, method 2, addition 1, radix 10 in three bytes, ten rounds, left half 5, length 10, length of the tweak.
        ((ReadOnlySpan<byte>)[1, 2, 1, 0, 0, 10, 10, 5, 0, 0, 0, 10]).CopyTo(input);
        BinaryPrimitives.WriteInt32BigEndian(input[12..], _tweak.Length);
        _tweak.CopyTo(input[BlockLength..]);
        input[^4] = (byte)round;
        input[^3] = (byte)(half >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(input[^2..], (ushort)half);

        Span<byte> output = stackalloc byte[input.Length];
        aes.EncryptCbc(input, stackalloc byte[BlockLength], output, PaddingMode.None);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(output[^BlockLength..]) % Half);
    }
}
