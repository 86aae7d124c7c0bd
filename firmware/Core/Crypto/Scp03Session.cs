using System;
using PaymentCode.Core.Apdu;

namespace PaymentCode.Core.Crypto
{
    /// <summary>
    /// What both ends of an SCP03 session do alike, GlobalPlatform Amendment D §6.2: session keys, cryptograms, the MAC chaining value and
    /// the encryption counter.
    /// </summary>
    internal sealed class Scp03Session
    {
        internal const int ChallengeLength = 8;
        internal const int MacLength = 8;

        /// <summary>Secure messaging bit of the class byte.</summary>
        internal const byte SecureMessaging = 0x04;

        /// <summary>C-MAC, C-DECRYPTION, R-MAC, R-ENCRYPTION.</summary>
        internal const byte SecurityLevel = 0x33;

        /// <summary>Protocol identifier and its parameter i: R-MAC and R-ENC supported, pseudo-random card challenge, S8.</summary>
        internal const byte Protocol = 0x03;
        internal const byte Parameter = 0x70;

        internal const byte InsInitializeUpdate = 0x50;
        internal const byte InsExternalAuthenticate = 0x82;
        internal const byte ClaGlobalPlatform = 0x80;

        private const byte ResponseCounter = 0x80;

        private readonly byte[] _enc;
        private readonly byte[] _mac;
        private readonly byte[] _rmac;
        private readonly byte[] _context;
        private byte[] _chaining = new byte[AesCmac.Length];
        private uint _counter;

        internal Scp03Session(Scp03Keys keys, byte[] hostChallenge, byte[] cardChallenge)
        {
            _context = Bytes.Concat(hostChallenge, cardChallenge);
            _enc = Scp03Kdf.Derive(keys.Enc, Scp03Kdf.SessionEnc, 16, _context);
            _mac = Scp03Kdf.Derive(keys.Mac, Scp03Kdf.SessionMac, 16, _context);
            _rmac = Scp03Kdf.Derive(keys.Mac, Scp03Kdf.SessionRmac, 16, _context);
        }

        /// <summary>Warnings carry an R-MAC like success, errors never do (§6.2.5).</summary>
        internal static bool IsProtected(ushort statusWord)
            => statusWord == StatusWord.Success || (statusWord >> 8) == 0x62 || (statusWord >> 8) == 0x63;

        internal byte[] Cryptogram(byte constant) => Scp03Kdf.Derive(_mac, constant, MacLength, _context);

        internal void NextCommand() => _counter++;

        /// <summary>
        /// The C-MAC over header, Lc and all data but the last 8 bytes, where it stands or will stand; it becomes the new chaining value.
        /// </summary>
        internal byte[] CommandMac(CommandApdu secured)
        {
            byte[] transmitted = secured.ToBytes();
            int lcLength = secured.IsExtended ? 3 : 1;
            int length = 4 + lcLength + secured.Data.Length - MacLength;
            byte[] input = new byte[AesCmac.Length + length];
            Array.Copy(_chaining, 0, input, 0, AesCmac.Length);
            Array.Copy(transmitted, 0, input, AesCmac.Length, length);
            _chaining = AesCmac.Compute(_mac, input);
            return _chaining;
        }

        /// <summary>The R-MAC over the first <paramref name="length"/> bytes of the answer's data and the status word.</summary>
        internal byte[] ResponseMac(byte[] data, int length, ushort statusWord)
        {
            byte[] input = new byte[AesCmac.Length + length + 2];
            Array.Copy(_chaining, 0, input, 0, AesCmac.Length);
            Array.Copy(data, 0, input, AesCmac.Length, length);
            BigEndian.Put(statusWord, input, AesCmac.Length + length, 2);
            return AesCmac.Compute(_rmac, input);
        }

        /// <summary>The encrypted data (nothing for nothing) and room for the MAC.</summary>
        internal byte[] Encrypt(byte[] plain, bool response)
        {
            if (plain.Length == 0)
            {
                return new byte[MacLength];
            }

            byte[] padded = new byte[((plain.Length / 16) + 1) * 16];
            Array.Copy(plain, 0, padded, 0, plain.Length);
            padded[plain.Length] = 0x80;
            byte[] encrypted = DeviceCrypto.AesCbcEncrypt(_enc, InitialVector(response), padded);
            byte[] secured = new byte[encrypted.Length + MacLength];
            Array.Copy(encrypted, 0, secured, 0, encrypted.Length);
            return secured;
        }

        /// <summary>The data before the MAC, decrypted and without its padding; null if it is not whole blocks or wrongly padded.</summary>
        internal byte[] Decrypt(byte[] secured, bool response)
        {
            int length = secured.Length - MacLength;
            if (length == 0)
            {
                return new byte[0];
            }

            if (length % 16 != 0)
            {
                return null;
            }

            byte[] padded = DeviceCrypto.AesCbcDecrypt(_enc, InitialVector(response), Bytes.Slice(secured, 0, length));
            do
            {
                length--;
            }
            while (length > 0 && padded[length] == 0);

            return padded[length] == 0x80 ? Bytes.Slice(padded, 0, length) : null;
        }

        internal void Clear()
        {
            Array.Clear(_enc, 0, 16);
            Array.Clear(_mac, 0, 16);
            Array.Clear(_rmac, 0, 16);
        }

        // §6.2.6 and §6.2.7: the counter's block, encrypted; answers use the command's counter with the highest bit set.
        private byte[] InitialVector(bool response)
        {
            byte[] block = new byte[16];
            BigEndian.Put(_counter, block, 12, 4);
            if (response)
            {
                block[0] = ResponseCounter;
            }

            return DeviceCrypto.AesEcbEncrypt(_enc, block);
        }
    }
}
