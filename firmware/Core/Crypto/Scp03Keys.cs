using System;

namespace PaymentCode.Core.Crypto
{
    /// <summary>The static keys of one key version that SCP03 works with, AES-128 each.</summary>
    public sealed class Scp03Keys
    {
        /// <param name="version">Key version number.</param>
        /// <param name="enc">Key-ENC, 16 bytes. None of the arrays is copied.</param>
        /// <param name="mac">Key-MAC, 16 bytes.</param>
        /// <param name="dek">Key-DEK, 16 bytes.</param>
        /// <exception cref="ArgumentException">A key is not 16 bytes long.</exception>
        public Scp03Keys(byte version, byte[] enc, byte[] mac, byte[] dek)
        {
            if (enc.Length != 16 || mac.Length != 16 || dek.Length != 16)
            {
                throw new ArgumentException("SCP03 keys are 16 bytes each");
            }

            Version = version;
            Enc = enc;
            Mac = mac;
            Dek = dek;
        }

        /// <summary>Key version number.</summary>
        public byte Version { get; }

        /// <summary>Key-ENC.</summary>
        public byte[] Enc { get; }

        /// <summary>Key-MAC.</summary>
        public byte[] Mac { get; }

        /// <summary>Key-DEK: encrypts the keys in PUT KEY.</summary>
        public byte[] Dek { get; }
    }
}
