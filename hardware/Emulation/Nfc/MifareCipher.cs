using System.Buffers.Binary;

namespace PaymentCode.Emulation.Nfc;

/// <summary>
/// Proofs of a MIFARE Classic key. They stand in for the cipher CRYPTO1, which the emulation does not have: as long, in the same passes, right
/// for the right key and wrong for a wrong one, but of a function that is nobody else's.
/// </summary>
internal static class MifareCipher
{
    /// <summary>What a reader sends for a card's nonce: eight bytes.</summary>
    public static byte[] ReaderProof(byte[] key, byte[] uid, byte[] nonce) => Mix(0x52, key, uid, nonce);

    /// <summary>What the card answers: four bytes.</summary>
    public static byte[] CardProof(byte[] key, byte[] uid, byte[] nonce) => Mix(0x43, key, uid, nonce)[..4];

    private static byte[] Mix(byte side, byte[] key, byte[] uid, byte[] nonce)
    {
        // FNV-1a with 64 bits: enough to tell keys apart, and no secret is kept by it.
        ulong hash = 14_695_981_039_346_656_037;
        foreach (byte value in (byte[])[side, .. key, .. uid, .. nonce])
        {
            hash = (hash ^ value) * 1_099_511_628_211;
        }

        byte[] proof = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(proof, hash ^ (hash >> 29));
        return proof;
    }
}
