using PaymentCode.Core.Symbols;

namespace PaymentCode.Benchmarks.Reading;

/// <summary>Where the blocks of a symbol are on the display (MATRIX.md, sections 1 to 4), and damage that is done to them.</summary>
internal sealed class BlockGrid(MatrixSymbol symbol)
{
    private const int FirstColumn = 4;
    private const int FirstRow = 4;
    private const int BlockAreaHeight = 56;
    private const int FormatBits = 30;

    private readonly int _top = FirstRow + (BlockAreaHeight - symbol.Rows * symbol.BlockHeight) / 2;

    internal void InvertBlocks(DisplayPicture picture, int count, Random random)
    {
        for (int i = 0; i < count; i++)
        {
            (int column, int row) = (random.Next(symbol.Columns), random.Next(symbol.Rows));
            Set(picture, column, row, !Get(picture, column, row));
        }
    }

    internal void SpoilPatch(DisplayPicture picture, Random random)
    {
        (int width, int height) = (1 + random.Next(symbol.Columns), 1 + random.Next(symbol.Rows));
        (int left, int top) = (random.Next(symbol.Columns - width + 1), random.Next(symbol.Rows - height + 1));
        int paint = random.Next(3);
        for (int i = 0; i < width * height; i++)
        {
            Set(picture, left + i % width, top + i / width, paint == 2 ? random.Next(2) == 0 : paint == 1);
        }
    }

    internal void Splice(DisplayPicture picture, DisplayPicture other, Random random)
    {
        int seam = 1 + random.Next(symbol.Columns - 1);
        for (int i = seam * symbol.Rows; i < symbol.Columns * symbol.Rows; i++)
        {
            (int column, int row) = (i / symbol.Rows, i % symbol.Rows);
            Set(picture, column, row, Get(other, column, row));
        }
    }

    internal void RandomiseData(DisplayPicture picture, Random random)
    {
        for (int i = 0; i < symbol.Columns * symbol.Rows; i++)
        {
            (int column, int row) = (i % symbol.Columns, i / symbol.Columns);
            if (!IsTimingOrFormat(column, row))
            {
                Set(picture, column, row, random.Next(2) == 0);
            }
        }
    }

    private bool IsTimingOrFormat(int column, int row)
    {
        if (row == symbol.Rows / 2 || column == symbol.Columns / 2 - 1)
        {
            return true;
        }

        for (int bit = 0; bit < FormatBits; bit++)
        {
            int formatRow = 5 * bit % (symbol.Rows - 1);
            formatRow += formatRow >= symbol.Rows / 2 ? 1 : 0;
            if (column == bit * symbol.Columns / FormatBits && row == formatRow)
            {
                return true;
            }
        }

        return false;
    }

    private bool Get(DisplayPicture picture, int column, int row)
        => picture.IsLit(FirstColumn + column * symbol.BlockWidth, _top + row * symbol.BlockHeight);

    private void Set(DisplayPicture picture, int column, int row, bool lit)
        => picture.Fill(FirstColumn + column * symbol.BlockWidth, _top + row * symbol.BlockHeight, symbol.BlockWidth, symbol.BlockHeight, lit);
}
