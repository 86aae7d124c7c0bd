using System;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Codes;

namespace PaymentCode.Core.Applet
{
    /// <summary>
    /// What a device needs to make payment codes offline, docs/PROTOCOLS.md §12.4: the data of PUT DATA with tag
    /// <see cref="TokenApplet.TagPaymentKeyData"/>, at most <see cref="MaxLength"/> bytes before secure messaging.
    /// </summary>
    public sealed class PaymentKeyData
    {
        /// <summary>Most indices in a batch.</summary>
        public const int MaxIndices = 50;

        /// <summary>Bytes of one index.</summary>
        public const int IndexLength = PaymentCodeNumber.IndexDigits / 2;

        /// <summary>Largest encoding in bytes: that of a batch of 50 indices.</summary>
        public const int MaxLength = 310;

        private byte[] _indices = new byte[0];

        /// <param name="key">The account's key, 32 bytes; not copied.</param>
        /// <param name="keyVersion">Its version, 1 to 65,535; rises.</param>
        /// <param name="prefix">The issuer's prefix, 0 to 99.</param>
        /// <param name="validitySeconds">Validity that the user chose, one of <see cref="PaymentCodeTime.Validities"/>.</param>
        /// <param name="batch">Number of the batch, 1 to 4,294,967,295: rises with every batch of the account.</param>
        /// <param name="indices">Packed decimal digits (<see cref="Bcd"/>), <see cref="IndexLength"/> bytes an index, 1 to 50 of them; not copied.</param>
        /// <exception cref="ArgumentException">A length or range is wrong.</exception>
        public PaymentKeyData(byte[] key, ushort keyVersion, int prefix, int validitySeconds, uint batch, byte[] indices)
        {
            Key = key;
            KeyVersion = keyVersion;
            Prefix = prefix;
            ValiditySeconds = validitySeconds;
            Batch = batch;
            _indices = indices;
            if (!IsValid())
            {
                throw new ArgumentException("Key 32 bytes, versions from 1, prefix 2 digits, a validity of the list, 1 to 50 indices of 10 digits");
            }
        }

        private PaymentKeyData()
        {
        }

        /// <summary>The account's key, 32 bytes.</summary>
        public byte[] Key { get; private set; } = new byte[0];

        /// <summary>Version of the key, 1 to 65,535.</summary>
        public ushort KeyVersion { get; private set; }

        /// <summary>The issuer's prefix, 0 to 99.</summary>
        public int Prefix { get; private set; }

        /// <summary>Validity of the codes in seconds.</summary>
        public int ValiditySeconds { get; private set; }

        /// <summary>Number of the batch. The same number again is the same batch: its used indices stay used.</summary>
        public uint Batch { get; private set; }

        /// <summary>Number of indices, 1 to 50.</summary>
        public int Count => _indices.Length / IndexLength;

        /// <summary>The index at a position, 0 to <see cref="Count"/> − 1.</summary>
        public long IndexAt(int position)
        {
            Bcd.TryGet(_indices, position * IndexLength, IndexLength, out long index);
            return index;
        }

        /// <summary>Reads the data. False unless it is exactly what <see cref="ToBytes"/> gives.</summary>
        public static bool TryParse(byte[] data, out PaymentKeyData keyData)
        {
            keyData = null;
            if (data.Length > MaxLength)
            {
                return false;
            }

            PaymentKeyData read = new PaymentKeyData();
            TlvReader reader = new TlvReader(data, 0, data.Length);
            while (reader.Read())
            {
                read.Take(reader);
            }

            if (reader.IsMalformed || !read.IsValid() || !Bytes.Same(read.ToBytes(), data))
            {
                return false;
            }

            keyData = read;
            return true;
        }

        /// <summary>The one encoding.</summary>
        public byte[] ToBytes()
        {
            TlvWriter writer = new TlvWriter(MaxLength);
            writer.Write(TokenApplet.TagPaymentKey, Key);
            writer.WriteNumber(TokenApplet.TagPaymentKeyVersion, KeyVersion, 2);
            writer.WriteBcd(TokenApplet.TagPaymentPrefix, Prefix, 1);
            writer.WriteNumber(TokenApplet.TagPaymentValidity, (ulong)ValiditySeconds, 2);
            writer.WriteNumber(TokenApplet.TagPaymentBatch, Batch, 4);
            writer.Write(TokenApplet.TagPaymentIndices, _indices);
            return writer.ToArray();
        }

        private void Take(TlvReader reader)
        {
            switch (reader.Tag)
            {
                case TokenApplet.TagPaymentKey:
                    Key = reader.GetValue();
                    break;
                case TokenApplet.TagPaymentKeyVersion:
                    KeyVersion = (ushort)reader.GetNumber();
                    break;
                case TokenApplet.TagPaymentPrefix:
                    Prefix = Bcd.TryGet(reader.GetValue(), 0, reader.Length, out long prefix) ? (int)prefix : -1;
                    break;
                case TokenApplet.TagPaymentValidity:
                    ValiditySeconds = (int)reader.GetNumber();
                    break;
                case TokenApplet.TagPaymentBatch:
                    Batch = (uint)reader.GetNumber();
                    break;
                case TokenApplet.TagPaymentIndices:
                    _indices = reader.GetValue();
                    break;
            }
        }

        private bool IsValid()
        {
            bool valid = Key.Length == PaymentCodeNumber.KeyLength && KeyVersion > 0 && Prefix >= 0 && Prefix <= PaymentCodeNumber.MaxPrefix
                && PaymentCodeTime.IsValidity(ValiditySeconds) && Batch > 0
                && Count > 0 && Count <= MaxIndices && _indices.Length == Count * IndexLength;
            for (int i = 0; valid && i < Count; i++)
            {
                valid = Bcd.TryGet(_indices, i * IndexLength, IndexLength, out long _);
            }

            return valid;
        }
    }
}
