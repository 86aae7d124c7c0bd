using System;

namespace PaymentCode.Token
{
    /// <summary>What a frame from the chip was.</summary>
    internal enum FrameKind
    {
        /// <summary>No frame, or a spoilt one.</summary>
        Garbage,

        /// <summary>The chip took the command.</summary>
        Acknowledge,

        /// <summary>An answer.</summary>
        Information,

        /// <summary>The chip did not understand the command.</summary>
        SyntaxError,
    }

    /// <summary>
    /// The PN532's frames (UM0701-02 §6.2.1): 00 · 00 FF · LEN · LCS · TFI · data · DCS · 00, where LEN counts TFI and data, and LEN + LCS
    /// and TFI + data + DCS are 00. Answers of more than 255 bytes come as extended frames (00 FF FF FF LENM LENL LCS); none is sent.
    /// </summary>
    internal sealed class Pn532Frame
    {
        /// <summary>The longest data of a normal frame, the command's code included.</summary>
        public const int MaxData = 254;

        /// <summary>The longest frame that the chip sends: extended, 265 bytes of TFI and data.</summary>
        public const int MaxLength = 10 + MaxExtended;

        private const int MaxExtended = 265;
        private const int MaxPreamble = 4;
        private const byte ToChip = 0xD4;
        private const byte FromChip = 0xD5;
        private const byte ErrorIdentifier = 0x7F;
        private const byte StartCode = 0xFF;

        private byte[] _bytes;

        public Pn532Frame()
        {
            _bytes = new byte[0];
        }

        /// <summary>Where the data begin: the answer's code.</summary>
        public int Offset { get; private set; }

        /// <summary>Bytes of data, the answer's code included; 0 where the frame is no information frame.</summary>
        public int Length { get; private set; }

        /// <summary>A byte of the data; 0 is the answer's code.</summary>
        public byte this[int index]
        {
            get { return _bytes[Offset + index]; }
        }

        /// <summary>ACK: from the host it ends the command under way (§6.2.1.3).</summary>
        public static byte[] Acknowledge()
        {
            return new byte[] { 0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00 };
        }

        /// <summary>NACK: the chip sends its last answer again (§6.2.1.4).</summary>
        public static byte[] NotAcknowledge()
        {
            return new byte[] { 0x00, 0x00, 0xFF, 0xFF, 0x00, 0x00 };
        }

        /// <summary>A normal information frame to the chip.</summary>
        /// <param name="command">The command's code.</param>
        /// <param name="arguments">What follows it, at most <see cref="MaxData"/> - 1 bytes.</param>
        public static byte[] Encode(byte command, byte[] arguments)
        {
            int length = 2 + arguments.Length;
            byte[] frame = new byte[length + 7];
            frame[2] = StartCode;
            frame[3] = (byte)length;
            frame[4] = (byte)-length;
            frame[5] = ToChip;
            frame[6] = command;
            Array.Copy(arguments, 0, frame, 7, arguments.Length);
            int sum = 0;
            for (int i = 5; i < 5 + length; i++)
            {
                sum += frame[i];
            }

            frame[5 + length] = (byte)-sum;
            return frame;
        }

        /// <summary>Takes what the chip sent. The bytes stay where they are.</summary>
        /// <param name="bytes">The bytes.</param>
        /// <param name="start">Where they begin.</param>
        /// <param name="count">How many there are; what follows the frame is not looked at.</param>
        public FrameKind Parse(byte[] bytes, int start, int count)
        {
            Length = 0;
            int end = start + count;
            int at = AfterStartCode(bytes, start, end);
            if (at < 0 || at + 2 > end)
            {
                return FrameKind.Garbage;
            }

            if (bytes[at] == 0x00 && bytes[at + 1] == 0xFF)
            {
                return FrameKind.Acknowledge;
            }

            int length = bytes[at];
            int check = bytes[at + 1];
            at += 2;
            if (length == 0xFF && check == 0xFF)
            {
                if (at + 3 > end || (byte)(bytes[at] + bytes[at + 1] + bytes[at + 2]) != 0)
                {
                    return FrameKind.Garbage;
                }

                length = (bytes[at] << 8) | bytes[at + 1];
                at += 3;
            }
            else if ((byte)(length + check) != 0)
            {
                return FrameKind.Garbage;
            }

            return Take(bytes, at, length, end);
        }

        private static int AfterStartCode(byte[] bytes, int start, int end)
        {
            for (int at = start; at + 2 <= end && at < start + MaxPreamble; at++)
            {
                if (bytes[at] == 0x00 && bytes[at + 1] == StartCode)
                {
                    return at + 2;
                }
            }

            return -1;
        }

        private FrameKind Take(byte[] bytes, int at, int length, int end)
        {
            if (length < 1 || length > MaxExtended || at + length + 1 > end)
            {
                return FrameKind.Garbage;
            }

            int sum = 0;
            for (int i = at; i <= at + length; i++)
            {
                sum += bytes[i];
            }

            if ((byte)sum != 0)
            {
                return FrameKind.Garbage;
            }

            if (length == 1 && bytes[at] == ErrorIdentifier)
            {
                return FrameKind.SyntaxError;
            }

            if (length < 2 || bytes[at] != FromChip)
            {
                return FrameKind.Garbage;
            }

            _bytes = bytes;
            Offset = at + 1;
            Length = length - 1;
            return FrameKind.Information;
        }
    }
}
