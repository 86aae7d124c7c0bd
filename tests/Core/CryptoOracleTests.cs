using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Prng.Drbg;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Core.Tests;

/// <summary>The firmware's cryptography against Bouncy Castle's on seeded random input.</summary>
[TestClass]
public sealed class CryptoOracleTests
{
    [TestMethod]
    public void CMAC_agrees_with_Bouncy_Castle_on_messages_of_every_length_to_300()
    {
        Random random = new(4493);
        for (int length = 0; length <= 300; length++)
        {
            byte[] key = Random(random, 16);
            byte[] message = Random(random, length);
            CMac oracle = new(new AesEngine());
            oracle.Init(new KeyParameter(key));
            oracle.BlockUpdate(message, 0, length);
            byte[] expected = new byte[16];
            oracle.DoFinal(expected, 0);
            Assert.AreEqual(Hex.Text(expected), Hex.Text(AesCmac.Compute(key, message)), $"length {length}");
        }
    }

    [TestMethod]
    public void The_SCP03_derivation_agrees_with_Bouncy_Castles_counter_mode()
    {
        Random random = new(800108);
        for (int round = 0; round < 200; round++)
        {
            byte[] key = Random(random, 16);
            byte constant = (byte)random.Next(8);
            int length = random.Next(2) == 0 ? 8 : 16;
            byte[] context = Random(random, random.Next(40));
            byte[] label = new byte[12];
            label[11] = constant;
            KdfCounterBytesGenerator oracle = new(new CMac(new AesEngine()));
            oracle.Init(new KdfCounterParameters(key, [.. label, 0, 0, (byte)(length * 8)], context, 8));
            byte[] expected = new byte[length];
            oracle.GenerateBytes(expected, 0, length);
            Assert.AreEqual(Hex.Text(expected), Hex.Text(Scp03Kdf.Derive(key, constant, length, context)));
        }
    }

    [TestMethod]
    public void HMAC_DRBG_agrees_with_Bouncy_Castle_over_random_sequences_of_requests()
    {
        Random random = new(80090);
        for (int round = 0; round < 50; round++)
        {
            byte[] entropy = Random(random, 32);
            byte[] reseed = Random(random, 32);
            byte[] nonce = Random(random, 16);
            byte[] personalization = Random(random, random.Next(2) * random.Next(64));
            HMacSP800Drbg oracle = new(
                new HMac(new Sha256Digest()), 256, new FixedEntropy(entropy, reseed), personalization, nonce);
            HmacDrbg drbg = new(entropy, nonce, personalization);
            for (int request = 0; request < 6; request++)
            {
                byte[] additional = Random(random, random.Next(2) * random.Next(48));
                if (request == 3)
                {
                    oracle.Reseed(additional);
                    drbg.Reseed(reseed, additional);
                }

                byte[] expected = new byte[random.Next(1, 100)];
                Assert.AreEqual(expected.Length * 8, oracle.Generate(expected, additional.Length == 0 ? null : additional, false));
                Assert.AreEqual(Hex.Text(expected), Hex.Text(drbg.Generate(expected.Length, additional)));
            }
        }
    }

    [TestMethod]
    public void HMAC_DRBG_refuses_too_little_entropy_and_too_large_a_request()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new HmacDrbg(new byte[31], new byte[16], []));
        HmacDrbg drbg = new(new byte[32], [], []);
        Assert.ThrowsExactly<ArgumentException>(() => drbg.Reseed(new byte[31], new byte[32]));
        Assert.ThrowsExactly<ArgumentException>(() => drbg.Generate(HmacDrbg.MaxRequest + 1, []));
        Assert.ThrowsExactly<ArgumentException>(() => drbg.Generate(-1, []));
        Assert.IsEmpty(drbg.Generate(0, []));
        Assert.HasCount(HmacDrbg.MaxRequest, drbg.Generate(HmacDrbg.MaxRequest, []));
    }

    [TestMethod]
    [DataRow(15, 16)]
    [DataRow(32, 16)]
    [DataRow(16, 17)]
    public void The_PC_refuses_what_the_board_refuses(int keyLength, int dataLength)
    {
        byte[] key = new byte[keyLength];
        byte[] data = new byte[dataLength];
        Assert.ThrowsExactly<ArgumentException>(() => DeviceCrypto.AesEcbEncrypt(key, data));
        Assert.ThrowsExactly<ArgumentException>(() => DeviceCrypto.AesCbcEncrypt(key, new byte[16], data));
        Assert.ThrowsExactly<ArgumentException>(() => DeviceCrypto.AesCbcDecrypt(key, new byte[16], data));
    }

    private static byte[] Random(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private sealed class FixedEntropy(params byte[][] values) : IEntropySource
    {
        private int _next;

        public bool IsPredictionResistant => false;

        public int EntropySize => 256;

        public byte[] GetEntropy() => values[_next++];
    }
}
