namespace PaymentCode.Core.Symbols
{
    /// <summary>Where everything is in a matrix symbol of one block size (MATRIX.md, sections 2 to 5). Writer and reader both take it from here.</summary>
    public sealed class MatrixLayout
    {
        /// <summary>Width of the symbol, frame included, in display pixels.</summary>
        public const int Width = 128;

        /// <summary>Height of the symbol, frame included, in display pixels.</summary>
        public const int Height = 64;

        /// <summary>Thickness of the lit outer ring, and of the dark ring inside it, in display pixels.</summary>
        public const int RingWidth = 2;

        /// <summary>How many block sizes there are; size codes run from 0 to one less, from the smallest block to the largest.</summary>
        public const int SizeCount = 6;

        /// <summary>How many blocks the format field has.</summary>
        public const int FormatBits = 30;

        /// <summary>The longest payload in bytes; the format field's length has eight bits.</summary>
        public const int MaxPayload = 255;

        /// <summary>Bytes of the CRC-32 that follows the payload.</summary>
        public const int CrcBytes = 4;

        /// <summary>Exponent by which the mask advances from one byte to the next (section 6).</summary>
        public const int MaskStep = 97;

        const int Interior = 2 * RingWidth;
        const int InteriorWidth = Width - 2 * Interior;
        const int InteriorHeight = Height - 2 * Interior;
        const int MinParity = 16;
        const int MaxParity = 64;
        const int FormatInfoBits = 11;
        const int FormatRowStep = 5;
        const uint FormatGenerator = 0x1626D5;
        const uint FormatMask = 0x2A9C51B3;

        /// <summary>The layout of size code <paramref name="sizeCode"/>, 0 to 5: blocks of 1×2, 2×2, 2×3, 3×3, 3×4 and 4×4 pixels.</summary>
        public MatrixLayout(int sizeCode)
        {
            SizeCode = sizeCode;
            BlockWidth = (sizeCode + 3) / 2;
            BlockHeight = (sizeCode + 4) / 2;
            Columns = InteriorWidth / BlockWidth;
            Rows = InteriorHeight / BlockHeight;
            Top = (Height - Rows * BlockHeight) / 2;
            TimingRow = Rows / 2;
            TimingColumn = Columns / 2 - 1;

            // In a grid of 30 columns every column has a format bit, and the one in the timing column takes the place of a timing block.
            int reserved = Columns + Rows - 1 + FormatBits - (Columns == FormatBits ? 1 : 0);
            DataBits = Columns * Rows - reserved;
            CapacityBytes = DataBits / 8;
            CodewordCount = CapacityBytes > ReedSolomon.MaxLength ? 2 : 1;
        }

        /// <summary>Number of the block size in the format field, 0 to 5.</summary>
        public int SizeCode { get; }

        /// <summary>Width of a block in display pixels, 1 to 4.</summary>
        public int BlockWidth { get; }

        /// <summary>Height of a block in display pixels, 2 to 4.</summary>
        public int BlockHeight { get; }

        /// <summary>Block columns inside the frame.</summary>
        public int Columns { get; }

        /// <summary>Block rows inside the frame, 14 to 28.</summary>
        public int Rows { get; }

        /// <summary>First display row of the blocks: 4, or 5 where rows of three leave two pixels over.</summary>
        public int Top { get; }

        /// <summary>First display column of the blocks.</summary>
        public int Left => Interior;

        /// <summary>The block row that is a timing pattern.</summary>
        public int TimingRow { get; }

        /// <summary>The block column that is a timing pattern.</summary>
        public int TimingColumn { get; }

        /// <summary>Blocks that carry data: all but timing pattern and format field.</summary>
        public int DataBits { get; }

        /// <summary>Whole bytes that fit into the data blocks.</summary>
        public int CapacityBytes { get; }

        /// <summary>How many Reed–Solomon codewords share the symbol, byte by byte in turn: 2 where the capacity exceeds 255 bytes, else 1.</summary>
        public int CodewordCount { get; }

        /// <summary>Parity bytes of each codeword for a payload of that many bytes, or 0 if the payload is too long for this block size: what is left
        /// by payload and CRC, 64 at most; 16 and an eighth of all bytes used at least.</summary>
        public int ParityFor(int payloadLength)
        {
            int data = payloadLength + CrcBytes;
            int parity = (CapacityBytes - data) / CodewordCount;
            if (parity > MaxParity)
            {
                parity = MaxParity;
            }

            int all = parity * CodewordCount;
            bool enough = all >= MinParity && 8 * all >= data + all && payloadLength > 0 && payloadLength <= MaxPayload;
            return enough ? parity : 0;
        }

        /// <summary>Block column of format bit <paramref name="bit"/>, 0 to 29; each bit has a column of its own.</summary>
        public int FormatColumn(int bit) => bit * Columns / FormatBits;

        /// <summary>Block row of format bit <paramref name="bit"/>, 0 to 29; never the timing row.</summary>
        public int FormatRow(int bit)
        {
            int row = bit * FormatRowStep % (Rows - 1);
            return row < TimingRow ? row : row + 1;
        }

        /// <summary>Which blocks are timing or format and carry no data: a number for each column, bit r set where row r is taken.</summary>
        public uint[] ReservedBlocks()
        {
            uint[] reserved = new uint[Columns];
            for (int column = 0; column < Columns; column++)
            {
                reserved[column] = 1u << TimingRow;
            }

            reserved[TimingColumn] = (1u << Rows) - 1;
            for (int bit = 0; bit < FormatBits; bit++)
            {
                reserved[FormatColumn(bit)] |= 1u << FormatRow(bit);
            }

            return reserved;
        }

        /// <summary>The format field for a payload of that many bytes: 30 bits, bit 0 of the field is the most significant one. Three bits size code and
        /// eight bits length, protected by the BCH code (31, 11) without its last bit (least distance 10), masked.</summary>
        public uint Format(int payloadLength)
        {
            uint information = (uint)(SizeCode << 8 | payloadLength);
            uint remainder = information << 20;
            for (int bit = FormatInfoBits - 1; bit >= 0; bit--)
            {
                if ((remainder >> (20 + bit) & 1) != 0)
                {
                    remainder ^= FormatGenerator << bit;
                }
            }

            return (information << 20 | remainder) >> 1 ^ FormatMask;
        }
    }
}
