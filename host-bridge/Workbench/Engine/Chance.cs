using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PaymentCode.Bank;

namespace PaymentCode.Workbench.Engine;

/// <summary>
/// All that is random in a world, from its seed: blocks of HMAC-SHA-256 under the seed over a name and a count. Each part has a stream of its own name, so that what one part
/// draws changes nothing for another. Fit for a world of play only: whoever knows the seed knows everything.
/// </summary>
internal sealed class Chance : RandomNumberGenerator
{
    private readonly byte[] _key;
    private byte[] _block = [];
    private int _used;
    private ulong _count;

    /// <summary>A stream.</summary>
    /// <param name="seed">The world's seed.</param>
    /// <param name="name">What it is for.</param>
    public Chance(int seed, string name)
    {
        _key = HMACSHA256.HashData(BitConverter.GetBytes(seed), Encoding.ASCII.GetBytes(name));
    }

    /// <inheritdoc/>
    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    /// <inheritdoc/>
    public override void GetBytes(Span<byte> data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            if (_used == _block.Length)
            {
                var count = new byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64BigEndian(count, _count++);
                _block = HMACSHA256.HashData(_key, count);
                _used = 0;
            }

            data[i] = _block[_used++];
        }
    }

    /// <summary>So many bytes.</summary>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        GetBytes(bytes);
        return bytes;
    }

    /// <summary>So many decimal digits.</summary>
    public string Digits(int count) => string.Concat(Bytes(count).Select(value => (char)('0' + (value % 10))));

    /// <summary>A number to seed something with.</summary>
    public int Seed() => BinaryPrimitives.ReadInt32BigEndian(Bytes(4)) & int.MaxValue;

    /// <summary>The same stream as the bank takes it.</summary>
    public Randomness ForBank() => new BanksChance(this);

    private sealed class BanksChance(Chance chance) : Randomness
    {
        public override void Fill(Span<byte> bytes) => chance.GetBytes(bytes);
    }
}
