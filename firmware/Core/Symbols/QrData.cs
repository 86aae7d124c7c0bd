namespace PaymentCode.Core.Symbols
{
    /// <summary>The data codewords of a QR code: one segment of characters, before it what they are if they are UTF-8 beyond ASCII, terminator and padding
    /// (ISO/IEC 18004 section 7.4), then the parity of each block, interleaved (section 7.6).</summary>
    public static class QrData
    {
        const int ModeBits = 4;
        const string AlphanumericCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        const byte FirstPad = 0xEC;
        const byte SecondPad = 0x11;

        // Mode indicator 0111 and the assignment number 26 (section 7.4.2).
        const uint Utf8Designator = 0x71A;
        const int Utf8DesignatorBits = 12;

        /// <summary>The mode that needs the fewest bits for the characters.</summary>
        public static QrMode DensestMode(byte[] text)
            => IsEncodable(text, QrMode.Numeric) ? QrMode.Numeric : IsEncodable(text, QrMode.Alphanumeric) ? QrMode.Alphanumeric : QrMode.Byte;

        /// <summary>Whether the mode has all the characters.</summary>
        public static bool IsEncodable(byte[] text, QrMode mode)
        {
            for (int i = 0; i < text.Length; i++)
            {
                bool isDigit = text[i] >= '0' && text[i] <= '9';
                if (mode == QrMode.Numeric && !isDigit || mode == QrMode.Alphanumeric && AlphanumericCharacters.IndexOf((char)text[i]) < 0)
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Bits before the segment: 12 of an ECI that says UTF-8 if the text is that and not ASCII alone, because bytes without one are ISO/IEC 8859-1
        /// by the standard, and readers guess; 0 otherwise.</summary>
        public static int DesignatorBits(byte[] text)
        {
            bool isAscii = true;
            int at = 0;
            while (at < text.Length)
            {
                int more = FollowingBytes(text, at);
                if (more < 0)
                {
                    return 0;
                }

                isAscii &= more == 0;
                at += more + 1;
            }

            return isAscii ? 0 : Utf8DesignatorBits;
        }

        /// <summary>Bits of so many characters with mode indicator and character count, in a version of 1 to 10.</summary>
        public static int BitCount(int characters, QrMode mode, int version)
        {
            int bits = ModeBits + CountBits(mode, version);
            switch (mode)
            {
                case QrMode.Numeric:
                    return bits + 10 * (characters / 3) + (characters % 3 == 0 ? 0 : 3 * (characters % 3) + 1);
                case QrMode.Alphanumeric:
                    return bits + 11 * (characters / 2) + 6 * (characters % 2);
                default:
                    return bits + 8 * characters;
            }
        }

        /// <summary>All codewords in the order in which they are placed. The characters must be the mode's and fit.</summary>
        public static byte[] Codewords(byte[] text, QrMode mode, QrLayout layout)
        {
            byte[] data = new byte[layout.DataCodewords];
            int position = DesignatorBits(text) == 0 ? 0 : Append(data, 0, Utf8Designator, Utf8DesignatorBits);
            position = Append(data, position, (uint)mode, ModeBits);
            position = Append(data, position, (uint)text.Length, CountBits(mode, layout.Version));
            switch (mode)
            {
                case QrMode.Numeric:
                    position = AppendDigits(data, position, text);
                    break;
                case QrMode.Alphanumeric:
                    position = AppendAlphanumeric(data, position, text);
                    break;
                default:
                    for (int i = 0; i < text.Length; i++)
                    {
                        position = Append(data, position, text[i], 8);
                    }

                    break;
            }

            // Four bits of terminator, fewer where they do not fit, and the rest of the byte are 0 already.
            int pad = 0;
            for (int i = (position + ModeBits + 7) / 8; i < data.Length; i++)
            {
                data[i] = pad++ % 2 == 0 ? FirstPad : SecondPad;
            }

            return Interleave(data, layout);
        }

        // How many bytes go on with the UTF-8 character at a place (RFC 3629 section 4); -1 if it is none.
        static int FollowingBytes(byte[] text, int at)
        {
            byte first = text[at];
            int more = first < 0x80 ? 0 : first < 0xC2 ? -1 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : -1;
            if (at + more >= text.Length)
            {
                return -1;
            }

            for (int i = 1; i <= more; i++)
            {
                if ((text[at + i] & 0xC0) != 0x80)
                {
                    return -1;
                }
            }

            // Longer than needed, a surrogate, or beyond U+10FFFF.
            bool isOther = more > 1 && (first == 0xE0 && text[at + 1] < 0xA0 || first == 0xED && text[at + 1] > 0x9F
                || first == 0xF0 && text[at + 1] < 0x90 || first == 0xF4 && text[at + 1] > 0x8F);
            return isOther ? -1 : more;
        }

        // Table 3: versions 1 to 9, then 10.
        static int CountBits(QrMode mode, int version)
        {
            bool small = version < 10;
            switch (mode)
            {
                case QrMode.Numeric:
                    return small ? 10 : 12;
                case QrMode.Alphanumeric:
                    return small ? 9 : 11;
                default:
                    return small ? 8 : 16;
            }
        }

        static int AppendDigits(byte[] data, int position, byte[] text)
        {
            for (int i = 0; i < text.Length; i += 3)
            {
                int count = text.Length - i < 3 ? text.Length - i : 3;
                uint value = 0;
                for (int j = i; j < i + count; j++)
                {
                    value = value * 10 + (uint)(text[j] - '0');
                }

                position = Append(data, position, value, 3 * count + 1);
            }

            return position;
        }

        static int AppendAlphanumeric(byte[] data, int position, byte[] text)
        {
            for (int i = 0; i < text.Length; i += 2)
            {
                uint value = (uint)AlphanumericCharacters.IndexOf((char)text[i]);
                bool isPair = i + 1 < text.Length;
                if (isPair)
                {
                    value = value * 45 + (uint)AlphanumericCharacters.IndexOf((char)text[i + 1]);
                }

                position = Append(data, position, value, isPair ? 11 : 6);
            }

            return position;
        }

        static int Append(byte[] data, int position, uint value, int count)
        {
            for (int bit = count - 1; bit >= 0; bit--)
            {
                data[position >> 3] |= (byte)((value >> bit & 1) << (7 - (position & 7)));
                position++;
            }

            return position;
        }

        // The last blocks are one data codeword longer where the data does not divide evenly; the first codewords of all blocks come first.
        static byte[] Interleave(byte[] data, QrLayout layout)
        {
            int blocks = layout.BlockCount;
            int shortLength = data.Length / blocks;
            int firstLong = blocks - data.Length % blocks;
            byte[] all = new byte[layout.TotalCodewords];
            ReedSolomon code = new ReedSolomon(layout.ParityCount);
            byte[] block = new byte[shortLength + 1 + layout.ParityCount];
            int source = 0;
            for (int number = 0; number < blocks; number++)
            {
                int length = number < firstLong ? shortLength : shortLength + 1;
                for (int i = 0; i < length; i++)
                {
                    block[i] = data[source++];
                    all[i < shortLength ? i * blocks + number : shortLength * blocks + number - firstLong] = block[i];
                }

                code.Encode(block, 0, length, 1);
                for (int i = 0; i < layout.ParityCount; i++)
                {
                    all[data.Length + i * blocks + number] = block[length + i];
                }
            }

            return all;
        }
    }
}
