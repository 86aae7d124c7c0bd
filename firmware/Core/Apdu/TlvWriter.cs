using System;

namespace PaymentCode.Core.Apdu
{
    /// <summary>Writes BER-TLV data objects in their shortest form: tags of 1 to 3 bytes, values up to 65,535 bytes.</summary>
    public sealed class TlvWriter
    {
        private readonly byte[] _buffer;

        /// <param name="capacity">Largest size in bytes of everything written; writing more throws.</param>
        public TlvWriter(int capacity) => _buffer = new byte[capacity];

        /// <summary>Bytes written so far.</summary>
        public int Length { get; private set; }

        /// <summary>Writes one object with a copy of <paramref name="value"/>.</summary>
        /// <exception cref="InvalidOperationException">It does not fit; nothing was written.</exception>
        public void Write(int tag, byte[] value)
        {
            int tagLength = tag > 0xFFFF ? 3 : tag > 0xFF ? 2 : 1;
            int lengthLength = value.Length > 0xFF ? 3 : value.Length > 0x7F ? 2 : 1;
            if (_buffer.Length - Length < tagLength + lengthLength + value.Length)
            {
                throw new InvalidOperationException("TLV writer: capacity exceeded");
            }

            Append(tag, tagLength);
            if (lengthLength > 1)
            {
                Append(0x7F + lengthLength, 1);
                lengthLength--;
            }

            Append(value.Length, lengthLength);
            Array.Copy(value, 0, _buffer, Length, value.Length);
            Length += value.Length;
        }

        /// <summary>Writes one object whose value is the lowest <paramref name="count"/> bytes of a number, big-endian, 1 to 8.</summary>
        public void WriteNumber(int tag, ulong value, int count)
        {
            byte[] bytes = new byte[count];
            BigEndian.Put(value, bytes, 0, count);
            Write(tag, bytes);
        }

        /// <summary>Writes one object whose value is <paramref name="count"/> bytes of packed decimal digits, see <see cref="Bcd"/>.</summary>
        public void WriteBcd(int tag, long value, int count)
        {
            byte[] bytes = new byte[count];
            Bcd.Put(value, bytes, 0, count);
            Write(tag, bytes);
        }

        /// <summary>What was written.</summary>
        public byte[] ToArray() => Bytes.Slice(_buffer, 0, Length);

        private void Append(int value, int count)
        {
            BigEndian.Put((ulong)value, _buffer, Length, count);
            Length += count;
        }
    }
}
