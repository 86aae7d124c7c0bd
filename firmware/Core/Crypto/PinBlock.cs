using System;

namespace PaymentCode.Core.Crypto
{
    /// <summary>
    /// ISO 9564-1:2017 §9.4 format 4: a PIN of 4 to 12 digits and an account number of 1 to 19, under AES-128. The block is encrypted, the account number
    /// mixed in, and encrypted again, so equal PINs give different blocks, and a block is worth nothing with another account number.
    /// </summary>
    public static class PinBlock
    {
        /// <summary>Length of a block in bytes.</summary>
        public const int Length = 16;

        /// <summary>Random bytes that a block takes.</summary>
        public const int RandomLength = 8;

        /// <summary>Fewest digits of a PIN.</summary>
        public const int MinPin = 4;

        /// <summary>Most digits of a PIN.</summary>
        public const int MaxPin = 12;

        private const int MaxPan = 19;
        private const int ShortestFullPan = 12;
        private const byte Format = 4;
        private const byte Fill = 0x0A;

        /// <summary>
        /// The key of one transaction: the first 16 bytes of HMAC-SHA-256 under the terminal's base key over "PIN block" and the transaction number, 4 bytes
        /// big-endian (docs/PROTOCOLS.md §11). A key that leaks opens the blocks of one transaction.
        /// </summary>
        /// <param name="baseKey">Key 4 of the terminal's key set, 32 bytes.</param>
        /// <param name="transaction">The transaction number.</param>
        public static byte[] TransactionKey(byte[] baseKey, uint transaction)
        {
            byte[] input = new byte[] { 0x50, 0x49, 0x4E, 0x20, 0x62, 0x6C, 0x6F, 0x63, 0x6B, 0, 0, 0, 0 };
            BigEndian.Put(transaction, input, 9, 4);
            byte[] mac = DeviceCrypto.HmacSha256(baseKey, input);
            byte[] key = Bytes.Slice(mac, 0, Length);
            Array.Clear(mac, 0, mac.Length);
            return key;
        }

        /// <summary>Encrypts a PIN.</summary>
        /// <param name="key">AES key, 16 bytes.</param>
        /// <param name="digits">The PIN, one digit 0 to 9 a byte, 4 to 12 of them. The caller wipes it.</param>
        /// <param name="pan">The account number, one digit 0 to 9 a byte, 1 to 19 of them.</param>
        /// <param name="random">8 random bytes, used once.</param>
        /// <exception cref="ArgumentException">A length or a digit is out of range.</exception>
        public static byte[] Encrypt(byte[] key, byte[] digits, byte[] pan, byte[] random)
        {
            if (digits.Length < MinPin || digits.Length > MaxPin || !AreDigits(digits) || random.Length != RandomLength)
            {
                throw new ArgumentException("PIN block: 4 to 12 digits, 8 random bytes");
            }

            byte[] block = new byte[Length];
            block[0] = (byte)((Format << 4) | digits.Length);
            for (int i = 2; i < 16; i++)
            {
                PutNibble(block, i, i - 2 < digits.Length ? digits[i - 2] : Fill);
            }

            Array.Copy(random, 0, block, RandomLength, RandomLength);
            byte[] first = DeviceCrypto.AesEcbEncrypt(key, block);
            Array.Clear(block, 0, Length);
            Mix(first, pan);
            return DeviceCrypto.AesEcbEncrypt(key, first);
        }

        /// <summary>Mixes the account number into the block between its two encryptions; doing it again undoes it.</summary>
        /// <param name="block">The block after its first encryption, or before its second decryption; 16 bytes, changed.</param>
        /// <param name="pan">The account number, one digit 0 to 9 a byte, 1 to 19 of them.</param>
        /// <exception cref="ArgumentException">The account number is out of range.</exception>
        public static void Mix(byte[] block, byte[] pan)
        {
            if (pan.Length < 1 || pan.Length > MaxPan || !AreDigits(pan))
            {
                throw new ArgumentException("PIN block: account number of 1 to 19 digits");
            }

            int leading = pan.Length < ShortestFullPan ? ShortestFullPan - pan.Length : 0;
            byte[] field = new byte[Length];
            PutNibble(field, 0, (byte)(pan.Length > ShortestFullPan ? pan.Length - ShortestFullPan : 0));
            for (int i = 0; i < pan.Length; i++)
            {
                PutNibble(field, 1 + leading + i, pan[i]);
            }

            for (int i = 0; i < Length; i++)
            {
                block[i] ^= field[i];
            }
        }

        /// <summary>Reads the PIN out of a decrypted block. False if it is none of format 4.</summary>
        /// <param name="block">The block in clear, 16 bytes.</param>
        /// <param name="digits">The PIN, one digit a byte; the caller wipes it.</param>
        public static bool TryRead(byte[] block, out byte[] digits)
        {
            digits = null;
            int count = block[0] & 0x0F;
            if (block.Length != Length || block[0] >> 4 != Format || count < MinPin || count > MaxPin)
            {
                return false;
            }

            byte[] read = new byte[count];
            bool valid = true;
            for (int i = 2; i < 16; i++)
            {
                byte nibble = (byte)((i & 1) == 0 ? block[i >> 1] >> 4 : block[i >> 1] & 0x0F);
                if (i - 2 < count)
                {
                    read[i - 2] = nibble;
                    valid &= nibble < 10;
                }
                else
                {
                    valid &= nibble == Fill;
                }
            }

            digits = valid ? read : null;
            return valid;
        }

        private static bool AreDigits(byte[] digits)
        {
            bool valid = true;
            for (int i = 0; i < digits.Length; i++)
            {
                valid &= digits[i] < 10;
            }

            return valid;
        }

        private static void PutNibble(byte[] block, int index, byte value) => block[index >> 1] |= (byte)((index & 1) == 0 ? value << 4 : value);
    }
}
