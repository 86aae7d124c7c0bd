using System;

namespace PaymentCode.Core.Crypto
{
    /// <summary>
    /// The key derivation of SCP03, GlobalPlatform Amendment D §4.1.5: SP 800-108 in counter mode on AES-CMAC. One block is enough for
    /// everything AES-128 needs, so the counter is always 1.
    /// </summary>
    public static class Scp03Kdf
    {
        /// <summary>Derivation constant of the card cryptogram (Amendment D table 4-1, as all of these).</summary>
        public const byte CardCryptogram = 0x00;

        /// <summary>Derivation constant of the host cryptogram.</summary>
        public const byte HostCryptogram = 0x01;

        /// <summary>Derivation constant of the pseudo-random card challenge.</summary>
        public const byte CardChallenge = 0x02;

        /// <summary>Derivation constant of S-ENC.</summary>
        public const byte SessionEnc = 0x04;

        /// <summary>Derivation constant of S-MAC.</summary>
        public const byte SessionMac = 0x06;

        /// <summary>Derivation constant of S-RMAC.</summary>
        public const byte SessionRmac = 0x07;

        private const int LabelLength = 12;

        /// <summary>
        /// <paramref name="length"/> bytes, 8 or 16. CMAC input: label (eleven 00, the constant) · 00 · length in bits (2) · 01 · context.
        /// </summary>
        public static byte[] Derive(byte[] key, byte constant, int length, byte[] context)
        {
            byte[] input = new byte[LabelLength + 4 + context.Length];
            input[LabelLength - 1] = constant;
            BigEndian.Put((ulong)(length * 8), input, LabelLength + 1, 2);
            input[LabelLength + 3] = 1;
            Array.Copy(context, 0, input, LabelLength + 4, context.Length);
            return Bytes.Slice(AesCmac.Compute(key, input), 0, length);
        }
    }
}
