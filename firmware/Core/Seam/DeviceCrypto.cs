using System.Security.Cryptography;

namespace PaymentCode.Core.Crypto
{
    /// <summary>
    /// The primitives the board computes in native code, through nanoFramework.System.Security.Cryptography. The PC body of this
    /// class is hardware/Emulation/Seam/DeviceCrypto.cs; both declare the same members.
    /// </summary>
    public static class DeviceCrypto
    {
        /// <summary>AES-128 (FIPS 197) of each 16-byte block on its own. Key 16 bytes; data a whole number of blocks, or none.</summary>
        public static byte[] AesEcbEncrypt(byte[] key, byte[] data)
            => new Aes(CipherMode.ECB) { Key = key }.Encrypt(data);

        /// <summary>AES-128 in CBC mode (SP 800-38A §6.2), no padding. Key and IV 16 bytes, not changed; data a whole number of blocks, or none.</summary>
        public static byte[] AesCbcEncrypt(byte[] key, byte[] iv, byte[] data)
            => new Aes(CipherMode.CBC) { Key = key, IV = Bytes.Slice(iv, 0, 16) }.Encrypt(data);

        /// <summary>The inverse of <see cref="AesCbcEncrypt"/>.</summary>
        public static byte[] AesCbcDecrypt(byte[] key, byte[] iv, byte[] data)
            => new Aes(CipherMode.CBC) { Key = key, IV = Bytes.Slice(iv, 0, 16) }.Decrypt(data);

        /// <summary>HMAC-SHA-256 (FIPS 198-1): 32 bytes.</summary>
        public static byte[] HmacSha256(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);
    }
}
