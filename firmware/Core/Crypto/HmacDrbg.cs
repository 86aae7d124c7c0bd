using System;

namespace PaymentCode.Core.Crypto
{
    /// <summary>
    /// HMAC_DRBG of NIST SP 800-90A Rev. 1 §10.1.2 on HMAC-SHA-256, security strength 256 bits. An object lives in memory only: seed each one with
    /// something that is never the same twice (a stored counter in <c>nonce</c>), or it repeats itself after power loss.
    /// </summary>
    public sealed class HmacDrbg
    {
        /// <summary>Most bytes of one request: 2^19 bits (§10.1 table 2).</summary>
        public const int MaxRequest = 65536;

        /// <summary>Least entropy input in bytes: the security strength.</summary>
        public const int MinEntropy = 32;

        private byte[] _key = new byte[32];
        private byte[] _value = new byte[32];

        /// <param name="entropy">Entropy input, at least <see cref="MinEntropy"/> bytes.</param>
        /// <param name="nonce">Nonce; may be empty.</param>
        /// <param name="personalization">Personalization string; may be empty.</param>
        /// <exception cref="ArgumentException">Too little entropy.</exception>
        public HmacDrbg(byte[] entropy, byte[] nonce, byte[] personalization)
        {
            for (int i = 0; i < _value.Length; i++)
            {
                _value[i] = 1;
            }

            Reseed(entropy, Bytes.Concat(nonce, personalization));
        }

        /// <summary>Mixes in fresh entropy, at least <see cref="MinEntropy"/> bytes, and additional input, which may be empty.</summary>
        /// <exception cref="ArgumentException">Too little entropy.</exception>
        public void Reseed(byte[] entropy, byte[] additional)
        {
            if (entropy.Length < MinEntropy)
            {
                throw new ArgumentException("HMAC-DRBG: at least 32 bytes of entropy");
            }

            Update(Bytes.Concat(entropy, additional));
        }

        /// <summary>The next <paramref name="count"/> bytes, at most <see cref="MaxRequest"/>. Additional input may be empty.</summary>
        /// <exception cref="ArgumentException">Too many bytes asked for.</exception>
        public byte[] Generate(int count, byte[] additional)
        {
            if (count < 0 || count > MaxRequest)
            {
                throw new ArgumentException("HMAC-DRBG: at most 65536 bytes at once");
            }

            if (additional.Length > 0)
            {
                Update(additional);
            }

            byte[] output = new byte[count];
            for (int at = 0; at < count; at += _value.Length)
            {
                _value = DeviceCrypto.HmacSha256(_key, _value);
                Array.Copy(_value, 0, output, at, count - at < _value.Length ? count - at : _value.Length);
            }

            Update(additional);
            return output;
        }

        // §10.1.2.2
        private void Update(byte[] provided)
        {
            for (byte round = 0; round < 2; round++)
            {
                byte[] input = new byte[_value.Length + 1 + provided.Length];
                Array.Copy(_value, 0, input, 0, _value.Length);
                input[_value.Length] = round;
                Array.Copy(provided, 0, input, _value.Length + 1, provided.Length);
                _key = DeviceCrypto.HmacSha256(_key, input);
                _value = DeviceCrypto.HmacSha256(_key, _value);
                if (provided.Length == 0)
                {
                    return;
                }
            }
        }
    }
}
