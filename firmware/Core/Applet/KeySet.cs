using System;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Core.Applet
{
    /// <summary>Encrypts or decrypts one key's value for PUT KEY: <see cref="Scp03Host.EncryptKey"/>, <see cref="Scp03Card.DecryptKey"/>.</summary>
    public delegate byte[] KeyCipher(byte[] value);

    /// <summary>
    /// A token's keys of one version and their encoding in PUT KEY, docs/PROTOCOLS.md §1.2: KVN, then for each key type · length of the next two ·
    /// clear length · value · 03 · key check value (GlobalPlatform Card Specification 2.3.1 §11.8, Amendment D §7.2).
    /// </summary>
    public sealed class KeySet
    {
        /// <summary>Length in bytes of the PUT KEY data of one key set: the values are whole AES blocks, so encryption adds nothing.</summary>
        public const int EncodedLength = 1 + (3 * (AesLength + 7)) + (2 * (HmacLength + 7));

        /// <summary>Length of each AES key in bytes.</summary>
        public const int AesLength = 16;

        /// <summary>Length of the code key and of the seed in bytes.</summary>
        public const int HmacLength = 32;

        /// <summary>Number of keys in a set.</summary>
        public const int Count = 5;

        private const byte TypeAes = 0x88;
        private const byte TypeHmac = 0x90;
        private const int CheckLength = 3;
        private const int FirstHmac = 3;

        private readonly byte[][] _keys;

        /// <param name="version">Key version number, 1 to 127.</param>
        /// <param name="enc">SCP03 Key-ENC, 16 bytes. None of the arrays is copied.</param>
        /// <param name="mac">SCP03 Key-MAC, 16 bytes.</param>
        /// <param name="dek">SCP03 Key-DEK, 16 bytes.</param>
        /// <param name="code">Code key (OCRA), 32 bytes.</param>
        /// <param name="seed">Seed of the HMAC-DRBG, 32 bytes.</param>
        /// <exception cref="ArgumentException">A length or the version is wrong.</exception>
        public KeySet(byte version, byte[] enc, byte[] mac, byte[] dek, byte[] code, byte[] seed)
            : this(version, new byte[][] { enc, mac, dek, code, seed })
        {
        }

        private KeySet(byte version, byte[][] keys)
        {
            _keys = keys;
            Version = version;
            bool valid = version > 0 && version < 0x80;
            for (int i = 0; i < Count; i++)
            {
                valid &= keys[i].Length == LengthOf(i);
            }

            if (!valid)
            {
                throw new ArgumentException("Key version 1 to 127, three keys of 16 bytes, two of 32");
            }
        }

        /// <summary>Key version number, 1 to 127.</summary>
        public byte Version { get; }

        /// <summary>Key 4: the code key.</summary>
        public byte[] Code => _keys[3];

        /// <summary>Key 5: the seed of the HMAC-DRBG.</summary>
        public byte[] Seed => _keys[4];

        /// <summary>Keys 1 to 3, for the secure channel.</summary>
        public Scp03Keys Channel() => new Scp03Keys(Version, _keys[0], _keys[1], _keys[2]);

        /// <summary>
        /// Reads PUT KEY data that fills <paramref name="data"/> from <paramref name="offset"/> on. False if anything differs from the
        /// one layout, or if a key check value is wrong: then nothing may change.
        /// </summary>
        /// <param name="data">The command's data field.</param>
        /// <param name="offset">Where the KVN stands: 0, or 8 after the serial number of the first loading.</param>
        /// <param name="decrypt">What decrypts a value; null for the first loading in clear.</param>
        /// <param name="keys">The keys.</param>
        public static bool TryParse(byte[] data, int offset, KeyCipher decrypt, out KeySet keys)
        {
            keys = null;
            if (data.Length - offset != EncodedLength || data[offset] == 0 || data[offset] >= 0x80)
            {
                return false;
            }

            byte[][] read = new byte[Count][];
            int at = offset + 1;
            for (int i = 0; i < Count; i++)
            {
                int length = LengthOf(i);
                if (data[at] != TypeOf(i) || data[at + 1] != length + 1 || data[at + 2] != length || data[at + 3 + length] != CheckLength)
                {
                    return false;
                }

                byte[] value = Bytes.Slice(data, at + 3, length);
                read[i] = decrypt == null ? value : decrypt(value);
                at += length + 4;
                if (!Bytes.SameInFixedTime(CheckValueOf(i, read[i]), 0, data, at, CheckLength))
                {
                    return false;
                }

                at += CheckLength;
            }

            keys = new KeySet(data[offset], read);
            return true;
        }

        /// <summary>The data of PUT KEY, <see cref="EncodedLength"/> bytes.</summary>
        /// <param name="encrypt">What encrypts a value; null for the first loading, where the serial number goes before this.</param>
        public byte[] ToBytes(KeyCipher encrypt)
        {
            byte[] data = new byte[EncodedLength];
            data[0] = Version;
            int at = 1;
            for (int i = 0; i < Count; i++)
            {
                int length = LengthOf(i);
                data[at] = TypeOf(i);
                data[at + 1] = (byte)(length + 1);
                data[at + 2] = (byte)length;
                Array.Copy(encrypt == null ? _keys[i] : encrypt(_keys[i]), 0, data, at + 3, length);
                data[at + 3 + length] = CheckLength;
                Array.Copy(CheckValueOf(i, _keys[i]), 0, data, at + length + 4, CheckLength);
                at += length + 4 + CheckLength;
            }

            return data;
        }

        /// <summary>The answer of PUT KEY: KVN, then the five key check values; 16 bytes.</summary>
        public byte[] Answer()
        {
            byte[] answer = new byte[1 + (Count * CheckLength)];
            answer[0] = Version;
            for (int i = 0; i < Count; i++)
            {
                Array.Copy(CheckValueOf(i, _keys[i]), 0, answer, 1 + (i * CheckLength), CheckLength);
            }

            return answer;
        }

        private static int LengthOf(int index) => index < FirstHmac ? AesLength : HmacLength;

        private static byte TypeOf(int index) => index < FirstHmac ? TypeAes : TypeHmac;

        private static byte[] CheckValueOf(int index, byte[] key)
        {
            byte[] ones = new byte[16];
            for (int i = 0; i < ones.Length; i++)
            {
                ones[i] = 1;
            }

            return index < FirstHmac ? DeviceCrypto.AesEcbEncrypt(key, ones) : DeviceCrypto.HmacSha256(key, ones);
        }
    }
}
