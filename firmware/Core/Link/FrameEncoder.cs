using System;

namespace PaymentCode.Core.Link
{
    /// <summary>Makes frames, RFC 1662 §4: flag, escaped sequence number, information and FCS, flag.</summary>
    public static class FrameEncoder
    {
        /// <summary>Begins and ends a frame.</summary>
        public const byte Flag = 0x7E;

        /// <summary>The byte after it is to be xored with <see cref="EscapeMask"/>.</summary>
        public const byte Escape = 0x7D;

        /// <summary>What an escaped byte is xored with.</summary>
        public const byte EscapeMask = 0x20;

        /// <summary>The frame with the given sequence byte and <paramref name="count"/> bytes of information (at least 1), flags included.</summary>
        public static byte[] Encode(byte sequence, byte[] information, int offset, int count)
        {
            byte[] frame = new byte[2 + (2 * (1 + count + FrameCheck.Length))];
            frame[0] = Flag;
            int length = Append(frame, 1, sequence);
            ushort check = FrameCheck.Add(FrameCheck.Initial, sequence);
            for (int i = offset; i < offset + count; i++)
            {
                check = FrameCheck.Add(check, information[i]);
                length = Append(frame, length, information[i]);
            }

            length = Append(frame, length, (byte)~check);
            length = Append(frame, length, (byte)(~check >> 8));
            frame[length++] = Flag;
            byte[] exact = new byte[length];
            Array.Copy(frame, 0, exact, 0, length);
            return exact;
        }

        private static int Append(byte[] frame, int length, byte value)
        {
            if (value == Flag || value == Escape)
            {
                frame[length++] = Escape;
                value ^= EscapeMask;
            }

            frame[length++] = value;
            return length;
        }
    }
}
