using System;

namespace PaymentCode.Core.Apdu
{
    /// <summary>
    /// A command, ISO/IEC 7816-4 §5.1: CLA INS P1 P2, then Lc and data, then Le, each of the two absent or present, in short
    /// (1 byte) or extended (3 bytes, the first 00) form.
    /// </summary>
    public sealed class CommandApdu
    {
        /// <summary>Largest command in bytes that any part of the system takes.</summary>
        public const int MaxLength = 1024;

        /// <summary>Largest data field in bytes of a command that expects data: what header, extended Lc and Le leave of <see cref="MaxLength"/>.</summary>
        public const int MaxDataLength = MaxLength - 9;

        /// <param name="cla">Class.</param>
        /// <param name="ins">Instruction.</param>
        /// <param name="p1">Parameter 1.</param>
        /// <param name="p2">Parameter 2.</param>
        /// <param name="data">Data field, at most <see cref="MaxDataLength"/> bytes, 2 more without Le; not copied; null for none.</param>
        /// <param name="le">Expected length of the answer's data, 1 to 65,536; -1 for none.</param>
        /// <exception cref="ArgumentException">Data or Le out of range.</exception>
        public CommandApdu(byte cla, byte ins, byte p1, byte p2, byte[] data = null, int le = -1)
        {
            Cla = cla;
            Ins = ins;
            P1 = p1;
            P2 = p2;
            Data = data ?? new byte[0];
            Le = le;
            IsExtended = Data.Length > 255 || le > 256;
            if (le == 0 || le < -1 || le > 65536 || EncodedLength() > MaxLength)
            {
                throw new ArgumentException("A command has at most 1024 bytes, Le is 1 to 65536 or -1");
            }
        }

        /// <summary>Class.</summary>
        public byte Cla { get; }

        /// <summary>Instruction.</summary>
        public byte Ins { get; }

        /// <summary>Parameter 1.</summary>
        public byte P1 { get; }

        /// <summary>Parameter 2.</summary>
        public byte P2 { get; }

        /// <summary>Data field; empty where there is none, never null.</summary>
        public byte[] Data { get; }

        /// <summary>Expected length of the answer's data, 1 to 65,536; -1 if absent.</summary>
        public int Le { get; }

        /// <summary>Whether Lc and Le stand in the extended form: because they must, or because the sender chose so.</summary>
        public bool IsExtended { get; private set; }

        /// <summary>
        /// Reads a command that fills the range exactly. False if it is shorter than 4 or longer than <see cref="MaxLength"/> bytes, if
        /// its lengths contradict each other, or if an extended Lc is 0.
        /// </summary>
        public static bool TryParse(byte[] buffer, int offset, int count, out CommandApdu command)
        {
            command = null;
            if (count < 4 || count > MaxLength || offset < 0 || buffer.Length - count < offset)
            {
                return false;
            }

            int body = count - 4;
            bool extended = body >= 3 && buffer[offset + 4] == 0;
            int fieldLength = extended ? 2 : 1;
            int at = offset + (extended ? 5 : 4);
            int rest = extended ? body - 1 : body;
            int lc = 0;
            if (rest > fieldLength)
            {
                lc = (int)BigEndian.Get(buffer, at, fieldLength);
                at += fieldLength;
                rest -= fieldLength + lc;
                if (lc == 0 || rest < 0)
                {
                    return false;
                }
            }

            if (rest != 0 && rest != fieldLength)
            {
                return false;
            }

            int le = -1;
            if (rest != 0)
            {
                le = (int)BigEndian.Get(buffer, at + lc, fieldLength);
                le = le != 0 ? le : extended ? 65536 : 256;
            }

            command = new CommandApdu(
                buffer[offset], buffer[offset + 1], buffer[offset + 2], buffer[offset + 3], Bytes.Slice(buffer, at, lc), le)
            { IsExtended = extended };
            return true;
        }

        /// <summary>The command's bytes; what <see cref="TryParse"/> read comes back byte for byte.</summary>
        public byte[] ToBytes()
        {
            int fieldLength = IsExtended ? 2 : 1;
            byte[] bytes = new byte[EncodedLength()];
            bytes[0] = Cla;
            bytes[1] = Ins;
            bytes[2] = P1;
            bytes[3] = P2;
            if (Data.Length > 0)
            {
                int at = IsExtended ? 5 : 4;
                BigEndian.Put((ulong)Data.Length, bytes, at, fieldLength);
                Array.Copy(Data, 0, bytes, at + fieldLength, Data.Length);
            }

            if (Le > 0)
            {
                BigEndian.Put((ulong)Le, bytes, bytes.Length - fieldLength, fieldLength);
            }

            return bytes;
        }

        private int EncodedLength()
        {
            int fieldLength = IsExtended ? 2 : 1;
            int length = 4 + (Data.Length > 0 ? fieldLength + Data.Length : 0) + (Le > 0 ? fieldLength : 0);
            return IsExtended ? length + 1 : length;
        }
    }
}
