using System.Security.Cryptography;

namespace PaymentCode.Core.Crypto
{
    /// <summary>
    /// The primitives the board computes in native code, on .NET's library. The board's body of this class is
    /// firmware/Core/Seam/DeviceCrypto.cs; both declare the same members and refuse the same input.
    /// </summary>
    public static class DeviceCrypto
    {
        /// <summary>AES-128 (FIPS 197) of each 16-byte block on its own. Key 16 bytes; data a whole number of blocks, or none.</summary>
        /// <exception cref="System.ArgumentException">A length the board refuses.</exception>
        public static byte[] AesEcbEncrypt(byte[] key, byte[] data)
        {
            using (Aes aes = Create(key, data))
            {
                return aes.EncryptEcb(data, PaddingMode.None);
            }
        }

        /// <summary>AES-128 in CBC mode (SP 800-38A §6.2), no padding. Key and IV 16 bytes, not changed; data a whole number of blocks, or none.</summary>
        /// <exception cref="System.ArgumentException">A length the board refuses.</exception>
        public static byte[] AesCbcEncrypt(byte[] key, byte[] iv, byte[] data)
        {
            using (Aes aes = Create(key, data))
            {
                return aes.EncryptCbc(data, iv, PaddingMode.None);
            }
        }

        /// <summary>The inverse of <see cref="AesCbcEncrypt"/>.</summary>
        /// <exception cref="System.ArgumentException">A length the board refuses.</exception>
        public static byte[] AesCbcDecrypt(byte[] key, byte[] iv, byte[] data)
        {
            using (Aes aes = Create(key, data))
            {
                return aes.DecryptCbc(data, iv, PaddingMode.None);
            }
        }

        /// <summary>HMAC-SHA-256 (FIPS 198-1): 32 bytes.</summary>
        public static byte[] HmacSha256(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

        private static Aes Create(byte[] key, byte[] data)
        {
            if (key.Length != 16 || data.Length % 16 != 0)
            {
                throw new System.ArgumentException("AES on the board: a key of 16 bytes, data of whole blocks");
            }

            Aes aes = Aes.Create();
            aes.Key = key;
            return aes;
        }
    }
}
