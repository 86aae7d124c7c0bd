namespace PaymentCode.Core.Symbols
{
    /// <summary>A payload as a picture of black and white blocks that fills a display of 128×64 pixels (MATRIX.md). Lit is 1.</summary>
    public sealed class MatrixSymbol
    {
        /// <summary>Bytes of a frame buffer in the SSD1306's page format: eight pages of 128 columns, bit 0 the uppermost pixel (datasheet section 8.7).</summary>
        public const int FrameLength = MatrixLayout.Width * MatrixLayout.Height / 8;

        /// <summary>Bytes of the plain grid's bits: 32 rows of 128.</summary>
        public const int PlainGridLength = 512;

        readonly MatrixLayout _layout;

        // A column of blocks each, bit r is row r; no block size has more than 28 rows.
        readonly uint[] _columns;

        MatrixSymbol(MatrixLayout layout, int payloadLength, byte[] stream)
        {
            _layout = layout;
            _columns = new uint[layout.Columns];
            Place(layout.Format(payloadLength), stream);
        }

        /// <summary>Width of a block in display pixels.</summary>
        public int BlockWidth => _layout.BlockWidth;

        /// <summary>Height of a block in display pixels.</summary>
        public int BlockHeight => _layout.BlockHeight;

        /// <summary>Block columns inside the frame.</summary>
        public int Columns => _layout.Columns;

        /// <summary>Block rows inside the frame.</summary>
        public int Rows => _layout.Rows;

        /// <summary>Makes the symbol with the largest blocks that hold the payload, 1 to 255 bytes, together with its CRC-32 and enough parity.</summary>
        /// <returns>False if the payload is null, empty or too long.</returns>
        public static bool TryEncode(byte[] payload, out MatrixSymbol symbol)
        {
            for (int size = MatrixLayout.SizeCount - 1; size >= 0; size--)
            {
                if (TryEncode(payload, new MatrixLayout(size), out symbol))
                {
                    return true;
                }
            }

            symbol = null;
            return false;
        }

        /// <summary>Makes the symbol with blocks of that many display pixels: 1×2, 2×2, 2×3, 3×3, 3×4 or 4×4.</summary>
        /// <returns>False if there is no such block size, or the payload is null, empty or too long for it.</returns>
        public static bool TryEncode(byte[] payload, int blockWidth, int blockHeight, out MatrixSymbol symbol)
        {
            for (int size = 0; size < MatrixLayout.SizeCount; size++)
            {
                MatrixLayout layout = new MatrixLayout(size);
                if (layout.BlockWidth == blockWidth && layout.BlockHeight == blockHeight)
                {
                    return TryEncode(payload, layout, out symbol);
                }
            }

            symbol = null;
            return false;
        }

        /// <summary>Whether the block is lit; column 0 to <see cref="Columns"/> − 1 from the left, row 0 to <see cref="Rows"/> − 1 from the top, both
        /// inside the frame.</summary>
        public bool IsLit(int column, int row) => (_columns[column] >> row & 1) != 0;

        /// <summary>Draws the whole display into <paramref name="frame"/>, <see cref="FrameLength"/> bytes in page format; every pixel is written.</summary>
        public void Render(byte[] frame)
        {
            const ulong RingRows = (1UL << MatrixLayout.RingWidth) - 1;
            const ulong TopAndBottom = RingRows | RingRows << (MatrixLayout.Height - MatrixLayout.RingWidth);
            int ring = MatrixLayout.RingWidth;
            DisplayFrame.FillColumns(frame, 0, ring, 0xFFFFFFFFFFFFFFFF);
            DisplayFrame.FillColumns(frame, ring, _layout.Left - ring, TopAndBottom);
            int x = _layout.Left;
            int width = _layout.BlockWidth;
            int height = _layout.BlockHeight;
            ulong block = (1UL << height) - 1;
            for (int column = 0; column < _columns.Length; column++)
            {
                ulong pixels = TopAndBottom;
                ulong pixelsOfRow = block << _layout.Top;
                for (uint rest = _columns[column]; rest != 0; rest >>= 1)
                {
                    if ((rest & 1) != 0)
                    {
                        pixels |= pixelsOfRow;
                    }

                    pixelsOfRow <<= height;
                }

                DisplayFrame.FillColumns(frame, x, width, pixels);
                x += width;
            }

            DisplayFrame.FillColumns(frame, x, MatrixLayout.Width - ring - x, TopAndBottom);
            DisplayFrame.FillColumns(frame, MatrixLayout.Width - ring, ring, 0xFFFFFFFFFFFFFFFF);
        }

        /// <summary>Draws bits as the plain grid: no frame, no parity, blocks of 1×2 pixels, 128 a row, 32 rows, from the upper left corner row by row, the
        /// most significant bit of each byte first; blocks after the last bit stay dark.</summary>
        /// <returns>False if there are more than <see cref="PlainGridLength"/> bytes of bits; the frame is unchanged then.</returns>
        public static bool RenderPlainGrid(byte[] bits, byte[] frame)
        {
            if (bits.Length > PlainGridLength)
            {
                return false;
            }

            for (int i = 0; i < FrameLength; i++)
            {
                frame[i] = 0;
            }

            for (int i = 0; i < bits.Length; i++)
            {
                int row = i / 16;
                int target = row / 4 * MatrixLayout.Width + i % 16 * 8;
                int pixels = 3 << (row % 4 * 2);
                for (int value = bits[i]; value != 0; value = value << 1 & 0xFF)
                {
                    if ((value & 0x80) != 0)
                    {
                        frame[target] |= (byte)pixels;
                    }

                    target++;
                }
            }

            return true;
        }

        static bool TryEncode(byte[] payload, MatrixLayout layout, out MatrixSymbol symbol)
        {
            symbol = null;
            int parity = payload == null ? 0 : layout.ParityFor(payload.Length);
            if (parity == 0)
            {
                return false;
            }

            // One byte more than whole bytes fit: its first bits fill the blocks that are left.
            byte[] stream = new byte[layout.CapacityBytes + 1];
            int length = payload.Length;
            for (int i = 0; i < length; i++)
            {
                stream[i] = payload[i];
            }

            uint crc = Crc32.Compute(payload, 0, length);
            stream[length] = (byte)(crc >> 24);
            stream[length + 1] = (byte)(crc >> 16);
            stream[length + 2] = (byte)(crc >> 8);
            stream[length + 3] = (byte)crc;
            ReedSolomon code = new ReedSolomon(parity);
            for (int start = 0; start < layout.CodewordCount; start++)
            {
                code.Encode(stream, start, length + MatrixLayout.CrcBytes, layout.CodewordCount);
            }

            int exponent = 0;
            for (int i = 0; i < stream.Length; i++)
            {
                stream[i] ^= code.Power(exponent);
                exponent += MatrixLayout.MaskStep;
                if (exponent >= ReedSolomon.MaxLength)
                {
                    exponent -= ReedSolomon.MaxLength;
                }
            }

            symbol = new MatrixSymbol(layout, length, stream);
            return true;
        }

        void Place(uint format, byte[] stream)
        {
            PlaceTiming();
            PlaceFormat(format);
            uint[] reserved = _layout.ReservedBlocks();
            int current = 0;
            int left = 0;
            int next = 0;

            // Two columns at a time from left to right; in them row by row, so that a byte is a patch of two by four blocks.
            for (int column = 0; column < _columns.Length; column += 2)
            {
                for (int row = 0; row < _layout.Rows; row++)
                {
                    uint place = 1u << row;
                    for (int side = column; side < column + 2; side++)
                    {
                        if ((reserved[side] & place) != 0)
                        {
                            continue;
                        }

                        if (left == 0)
                        {
                            current = stream[next++];
                            left = 8;
                        }

                        left--;
                        if ((current >> left & 1) != 0)
                        {
                            _columns[side] |= place;
                        }
                    }
                }
            }
        }

        void PlaceTiming()
        {
            for (int column = _layout.TimingRow & 1; column < _columns.Length; column += 2)
            {
                _columns[column] |= 1u << _layout.TimingRow;
            }

            for (int row = _layout.TimingColumn & 1; row < _layout.Rows; row += 2)
            {
                _columns[_layout.TimingColumn] |= 1u << row;
            }
        }

        void PlaceFormat(uint format)
        {
            for (int bit = 0; bit < MatrixLayout.FormatBits; bit++)
            {
                int column = _layout.FormatColumn(bit);
                uint place = 1u << _layout.FormatRow(bit);
                bool lit = (format >> (MatrixLayout.FormatBits - 1 - bit) & 1) != 0;
                _columns[column] = lit ? _columns[column] | place : _columns[column] & ~place;
            }
        }
    }
}
