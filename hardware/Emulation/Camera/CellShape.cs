namespace PaymentCode.Emulation.Camera;

/// <summary>How light is spread over one cell of a panel: 16×16 parts whose mean is 1, so that an even area has the level of its cells.</summary>
internal sealed class CellShape
{
    internal const int Parts = 16;

    private CellShape(float[] light) => Light = light;

    internal float[] Light { get; }

    /// <summary>A lit rectangle in the middle of a dark gap.</summary>
    internal static CellShape Dot(double width, double height)
        => Make((x, y) => Cover(x, (1 - width) / 2, (1 + width) / 2) * Cover(y, (1 - height) / 2, (1 + height) / 2));

    /// <summary>Red, green and blue stripes behind a black matrix, weighted as a grey camera sees white (ITU-R BT.601 luma).</summary>
    internal static CellShape Stripes()
        => Make((x, y) => Cover(y, 0.08, 0.92)
            * (0.299 * Cover(x, 0.03, 0.30) + 0.587 * Cover(x, 0.36, 0.63) + 0.114 * Cover(x, 0.70, 0.97)));

    /// <summary>The same shape as it looks when its parts are too small to be told apart: 0 keeps it, 1 is an even area.</summary>
    internal float[] Blend(double evenness)
        => Array.ConvertAll(Light, part => (float)(part + (1 - part) * evenness));

    // Share of part number i of 16 that lies between two ends.
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
