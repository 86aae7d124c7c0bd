namespace PaymentCode.Emulation.Camera;

/// <summary>How light is spread over one cell of a panel: 32×32 parts whose mean is 1, so that an even area has the level of its cells.</summary>
internal sealed class CellShape
{
    internal const int Parts = 32;

    private CellShape(float[] light) => Light = light;

    internal float[] Light { get; }

    /// <summary>A lit rectangle in the middle of a dark gap.</summary>
    internal static CellShape Dot(double width, double height)
        => Make((x, y) => Cover(x, (1 - width) / 2, (1 + width) / 2) * Cover(y, (1 - height) / 2, (1 + height) / 2));

    /// <summary>Red, green and blue stripes behind a black matrix, weighted as a grey camera sees white (ITU-R BT.601 luma).</summary>
    internal static CellShape Stripes()
        => Make((x, y) => Cover(y, 0.08, 0.92)
            * (0.299 * Cover(x, 0.03, 0.30) + 0.587 * Cover(x, 0.36, 0.63) + 0.114 * Cover(x, 0.70, 0.97)));

    /// <summary>The light that a sample gathers which is itself a square, not a point: the shape's mean over that square around each part.</summary>
    /// <param name="width">Side of the square in cells.</param>
    internal float[] Gathered(double width)
    {
        double reach = Math.Min(width, 1) * Parts / 2;
        var across = new float[Light.Length];
        var both = new float[Light.Length];
        for (int i = 0; i < Light.Length; i++)
        {
            across[i] = MeanAround(Light, i / Parts * Parts, 1, i % Parts, reach);
        }

        for (int i = 0; i < Light.Length; i++)
        {
            both[i] = MeanAround(across, i % Parts, Parts, i / Parts, reach);
        }

        return both;
    }

    // Over the ring of parts: what one cell loses at its rim, its neighbour on the other side gives it.
    private static float MeanAround(float[] light, int first, int step, int middle, double reach)
    {
        if (reach < 0.5)
        {
            return light[first + middle * step];
        }

        int whole = (int)(reach - 0.5);
        float rest = (float)(reach - 0.5 - whole);
        float sum = rest * (Ring(middle - whole - 1) + Ring(middle + whole + 1));
        for (int i = middle - whole; i <= middle + whole; i++)
        {
            sum += Ring(i);
        }

        return (float)(sum / (2 * reach));

        float Ring(int place) => light[first + (place & Parts - 1) * step];
    }

    // Share of part number i of 32 that lies between two ends.
    private static double Cover(int i, double from, double to)
        => Math.Clamp(Math.Min((i + 1.0) / Parts, to) - Math.Max((double)i / Parts, from), 0, 1.0 / Parts) * Parts;

    private static CellShape Make(Func<int, int, double> light)
    {
        var parts = new float[Parts * Parts];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = (float)light(i % Parts, i / Parts);
        }

        float mean = parts.Average();
        return new CellShape(Array.ConvertAll(parts, part => part / mean));
    }
}
