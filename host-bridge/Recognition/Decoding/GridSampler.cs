using PaymentCode.Core.Symbols;

namespace PaymentCode.Recognition;

/// <summary>Grey values of a symbol's blocks in a frame, from where its 128×64 pixels lie.</summary>
readonly ref struct GridSampler(GreyImage frame, Homography place, bool inverted)
{
    // A block's value is the mean of nine places in it, this share of its sides from its middle.
    const double Spread = 0.28;

    const float LeastRingContrast = 3;

    readonly GreyFrameSampler _sampler = new(frame);
    readonly float _sign = inverted ? -1 : 1;

    /// <summary>Whether there are a lit ring, a dark ring in it, and between them in brightness what the ring found encloses.</summary>
    /// <param name="inner">Whether the ring that was found is the inner one; the other one is beside it anyway.</param>
    public bool HasRings(bool inner)
    {
        float outerRing = Ring(MatrixLayout.RingWidth * 0.5);
        float innerRing = Ring(MatrixLayout.RingWidth * 1.5);
        float contrast = outerRing - innerRing;
        if (contrast < LeastRingContrast)
        {
            return false;
        }

        // Half of the data is lit.
        float data = (Ring(MatrixLayout.RingWidth * 3) + Ring(MatrixLayout.RingWidth * 4)) / 2;
        return !inner || data - innerRing > contrast / 12;
    }

    /// <summary>How well the timing pattern of a block size fits: the share of neighbours in it that differ the right way, 0.5 by chance.</summary>
    public float TimingScore(MatrixLayout layout)
    {
        int right = 0;
        float previous = 0;
        for (int column = 0; column < layout.Columns; column++)
        {
            float value = Block(layout, column, layout.TimingRow);
            bool lit = (column + layout.TimingRow) % 2 == 0;
            right += column > 0 && value > previous == lit ? 1 : 0;
            previous = value;
        }

        for (int row = 0; row < layout.Rows; row++)
        {
            float value = Block(layout, layout.TimingColumn, row);
            bool lit = (row + layout.TimingColumn) % 2 == 0;
            right += row > 0 && value > previous == lit ? 1 : 0;
            previous = value;
        }

        return (float)right / (layout.Columns + layout.Rows - 2);
    }

    /// <summary>The values of all blocks, row by row; brighter means lit, whatever the polarity.</summary>
    public void Sample(MatrixLayout layout, Span<float> values)
    {
        int i = 0;
        for (int row = 0; row < layout.Rows; row++)
        {
            for (int column = 0; column < layout.Columns; column++)
            {
                values[i++] = Block(layout, column, row);
            }
        }
    }

    // The mean along the rectangle that far inside the symbol's edge.
    float Ring(double inset)
    {
        const int PlacesASide = 16;
        float sum = 0;
        for (int i = 0; i < PlacesASide; i++)
        {
            double share = (i + 0.5) / PlacesASide;
            double x = inset + share * (MatrixLayout.Width - 2 * inset);
            double y = inset + share * (MatrixLayout.Height - 2 * inset);
            sum += At(x, inset) + At(x, MatrixLayout.Height - inset) + At(inset, y) + At(MatrixLayout.Width - inset, y);
        }

        return _sign * sum / (4 * PlacesASide);
    }

    float At(double x, double y)
    {
        (double imageX, double imageY) = place.Map(x, y);
        return _sampler.At((float)imageX, (float)imageY);
    }

    float Block(MatrixLayout layout, int column, int row)
    {
        double x = layout.Left + (column + 0.5) * layout.BlockWidth;
        double y = layout.Top + (row + 0.5) * layout.BlockHeight;
        double stepX = Spread * layout.BlockWidth;
        double stepY = Spread * layout.BlockHeight;
        float sum = 0;
        for (int i = -1; i <= 1; i++)
        {
            for (int j = -1; j <= 1; j++)
            {
                sum += At(x + j * stepX, y + i * stepY);
            }
        }

        return _sign * sum / 9;
    }
}
