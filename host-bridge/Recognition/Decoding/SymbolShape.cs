using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition;

/// <summary>A block size as the reader needs it: the order of the data blocks and the format words that can occur.</summary>
sealed class SymbolShape
{
    SymbolShape(int sizeCode)
    {
        Layout = new MatrixLayout(sizeCode);
        DataBlocks = new int[Layout.DataBits];
        FormatBlocks = new int[MatrixLayout.FormatBits];
        FormatWords = new uint[MatrixLayout.MaxPayload + 1];
        uint[] reserved = Layout.ReservedBlocks();
        int count = 0;
        for (int pair = 0; pair < Layout.Columns; pair += 2)
        {
            for (int row = 0; row < Layout.Rows; row++)
            {
                for (int column = pair; column < pair + 2; column++)
                {
                    if ((reserved[column] >> row & 1) == 0)
                    {
                        DataBlocks[count++] = row * Layout.Columns + column;
                    }
                }
            }
        }

        for (int bit = 0; bit < MatrixLayout.FormatBits; bit++)
        {
            FormatBlocks[bit] = Layout.FormatRow(bit) * Layout.Columns + Layout.FormatColumn(bit);
        }

        for (int length = 1; length <= MatrixLayout.MaxPayload; length++)
        {
            FormatWords[length] = Layout.Format(length);
        }
    }

    /// <summary>All block sizes, by size code.</summary>
    public static IReadOnlyList<SymbolShape> All { get; } =
        [.. Enumerable.Range(0, MatrixLayout.SizeCount).Select(sizeCode => new SymbolShape(sizeCode))];

    public MatrixLayout Layout { get; }

    /// <summary>The data blocks (row × columns + column) in the order of the stream's bits.</summary>
    public int[] DataBlocks { get; }

    /// <summary>The blocks of the format field, its most significant bit first.</summary>
    public int[] FormatBlocks { get; }

    /// <summary>The format field of each payload length.</summary>
    public uint[] FormatWords { get; }
}
