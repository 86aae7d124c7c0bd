namespace PaymentCode.Emulation.Camera;

/// <summary>What surrounds a panel in its own plane: how much light each place throws back, and where one looks past it.</summary>
internal sealed class HousingTexture
{
    /// <summary>Value of a place that does not belong to the housing.</summary>
    internal const float Nothing = -1;

    private const int Side = 640;
    private readonly float[] _albedo = new float[Side * Side];
    private readonly double _cellsPerTexel;

    private HousingTexture(double cellsPerTexel) => _cellsPerTexel = cellsPerTexel;

    /// <summary>Share of light thrown back at a place counted in cells from the panel's centre, or <see cref="Nothing"/>.</summary>
    internal float At(double column, double row)
    {
        double x = column / _cellsPerTexel + Side / 2.0;
        double y = row / _cellsPerTexel + Side / 2.0;
        return x >= 0 && y >= 0 && x < Side && y < Side ? _albedo[(int)y * Side + (int)x] : Nothing;
    }

    /// <summary>The module of <see cref="OledModule"/>: the panel sits a little above the board's middle; four pins along the upper edge.</summary>
    internal static HousingTexture TokenInHand(double cellMm)
    {
        const double TexelMm = 0.095;
        var texture = new HousingTexture(TexelMm / cellMm);
        texture.Fill(TexelMm, static (x, y) =>
        {
            bool finger = Capsule(x, y, -24, 14, -12.5, 4, 7) || Capsule(x, y, 26, 16, 14.5, 9, 8);
            bool glass = Math.Abs(x) < 13.35 && y is > -7.6 and < 11.66;
            bool board = Math.Abs(x) < 13.65 && y is > -12.5 and < 15.3;
            if (finger && !(glass && Math.Abs(x) < 12.4))
            {
                return 0.38f + 0.015f * (float)Math.Sin(x * 5 + 2 * Math.Sin(y));
            }

            if (glass)
            {
                // The flexible cable under the glass's lower end is brown.
                return y > 8.5 && Math.Abs(x) < 6 ? 0.12f : 0.045f;
            }

            return board ? Board(x, y) : Nothing;
        });
        return texture;
    }

    /// <summary>A phone of which the panel is nearly the whole front.</summary>
    internal static HousingTexture Phone(double cellMm, int columns, int rows)
    {
        double halfWidth = columns * cellMm / 2;
        double halfHeight = rows * cellMm / 2;
        double texelMm = Math.Max(halfWidth, halfHeight) * 2.2 / Side;
        var texture = new HousingTexture(texelMm / cellMm);
        texture.Fill(texelMm, (x, y) =>
        {
            double outX = Math.Abs(x) - halfWidth;
            double outY = Math.Abs(y) - halfHeight;
            return outX > 3.4 || outY > 3.4 ? Nothing : outX > 2.6 || outY > 2.6 ? 0.6f : 0.04f;
        });
        return texture;
    }

    private void Fill(double texelMm, Func<double, double, float> albedo)
    {
        for (int i = 0; i < _albedo.Length; i++)
        {
            _albedo[i] = albedo((i % Side + 0.5 - Side / 2.0) * texelMm, (i / Side + 0.5 - Side / 2.0) * texelMm);
        }
    }

    private static float Board(double x, double y)
    {
        foreach (double hole in (ReadOnlySpan<double>)[-11.5, 11.5])
        {
            double above = Math.Sqrt((x - hole) * (x - hole) + (y + 10.3) * (y + 10.3));
            double below = Math.Sqrt((x - hole) * (x - hole) + (y - 13.4) * (y - 13.4));
            if (Math.Min(above, below) < 1.9)
            {
                return Math.Min(above, below) < 1.1 ? 0.02f : 0.65f;
            }
        }

        for (int pin = 0; pin < 4; pin++)
        {
            double distance = Math.Max(Math.Abs(x - (-3.81 + pin * 2.54)), Math.Abs(y + 11));
            if (distance < 0.9)
            {
                return distance < 0.4 ? 0.8f : 0.55f;
            }
        }

        bool lettering = y is > -9.4 and < -8.3 && Math.Abs(x) < 5 && ((int)(x * 4 + 40) & 1) == 0;
        return lettering ? 0.75f : 0.07f;
    }

    private static bool Capsule(double x, double y, double fromX, double fromY, double toX, double toY, double radius)
    {
        (double alongX, double alongY) = (toX - fromX, toY - fromY);
        double t = Math.Clamp(((x - fromX) * alongX + (y - fromY) * alongY) / (alongX * alongX + alongY * alongY), 0, 1);
        (double offX, double offY) = (x - fromX - t * alongX, y - fromY - t * alongY);
        return offX * offX + offY * offY < radius * radius;
    }
}
