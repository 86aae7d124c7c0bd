using System;

namespace PaymentCode.Core.Apdu
{
    /// <summary>An answer, ISO/IEC 7816-4 §5.1: data, then the two bytes of the status word.</summary>
    public sealed class ResponseApdu
    {
        /// <summary>Largest answer in bytes, status word included.</summary>
        public const int MaxLength = 1024;

        /// <param name="statusWord">SW1 SW2, see <see cref="Apdu.StatusWord"/>.</param>
        /// <param name="data">Data, at most 1,022 bytes, not copied; null for none.</param>
        /// <exception cref="ArgumentException">Too much data.</exception>
        public ResponseApdu(ushort statusWord, byte[] data = null)
        {
            StatusWord = statusWord;
            Data = data ?? new byte[0];
            if (Data.Length > MaxLength - 2)
            {
                throw new ArgumentException("Data at most 1022 bytes");
            }
        }

        /// <summary>Data; empty where there is none, never null.</summary>
        public byte[] Data { get; }

        /// <summary>SW1 in the high byte, SW2 in the low one.</summary>
        public ushort StatusWord { get; }

        /// <summary>Reads an answer that fills the range exactly. False if it is shorter than 2 or longer than <see cref="MaxLength"/> bytes.</summary>
        public static bool TryParse(byte[] buffer, int offset, int count, out ResponseApdu response)
        {
            response = null;
            if (count < 2 || count > MaxLength || offset < 0 || buffer.Length - count < offset)
            {
                return false;
            }

            response = new ResponseApdu(BigEndian.GetUInt16(buffer, offset + count - 2), Bytes.Slice(buffer, offset, count - 2));
            return true;
        }

        /// <summary>The answer's bytes.</summary>
        public byte[] ToBytes()
        {
            byte[] bytes = new byte[Data.Length + 2];
            Array.Copy(Data, 0, bytes, 0, Data.Length);
            BigEndian.Put(StatusWord, bytes, Data.Length, 2);
            return bytes;
        }
    }
}
