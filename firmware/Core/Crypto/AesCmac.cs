using System;

namespace PaymentCode.Core.Crypto
{
    /// <summary>AES-CMAC (RFC 4493, SP 800-38B) with a 128-bit key.</summary>
    public static class AesCmac
    {
        /// <summary>Length of the full code in bytes.</summary>
        public const int Length = 16;

        private const byte ReductionPolynomial = 0x87;

        /// <summary>The code of a whole message, of any length: 16 bytes. Key 16 bytes.</summary>
        /// <remarks>CMAC is CBC encryption whose last block is masked by a subkey: one native call over the whole message.</remarks>
        public static byte[] Compute(byte[] key, byte[] message)
        {
            int blocks = message.Length == 0 ? 1 : (message.Length + 15) / 16;
            byte[] padded = new byte[blocks * 16];
            Array.Copy(message, 0, padded, 0, message.Length);
            byte[] subkey = Double(DeviceCrypto.AesEcbEncrypt(key, new byte[16]));
            if (message.Length != padded.Length)
            {
                padded[message.Length] = 0x80;
                subkey = Double(subkey);
            }

            int last = padded.Length - 16;
            for (int i = 0; i < 16; i++)
            {
                padded[last + i] ^= subkey[i];
            }

            return Bytes.Slice(DeviceCrypto.AesCbcEncrypt(key, new byte[16], padded), last, Length);
        }

        // Multiplication by x in GF(2^128), RFC 4493 §2.3.
        private static byte[] Double(byte[] block)
        {
            byte[] doubled = new byte[16];
            int carry = 0;
            for (int i = 15; i >= 0; i--)
            {
                int shifted = (block[i] << 1) | carry;
                doubled[i] = (byte)shifted;
                carry = shifted >> 8;
            }

            if (carry != 0)
            {
                doubled[15] ^= ReductionPolynomial;
            }

            return doubled;
        }
    }
}
