using System.Numerics;
using System.Runtime.InteropServices;

namespace PaymentCode.Emulation.Camera;

/// <summary>What lens and hand make of a point: a disc (defocus), drawn along a line (motion), softened (lens).</summary>
internal sealed class PointSpread
{
    /// <summary>Pixels that are blurred together; the width of a result is a multiple of it.</summary>
    internal static readonly int Step = Vector<float>.Count * 4;

    private const int DiscPoints = 64;
    private const int MotionSteps = 5;
    private readonly float[] _weights;

    private PointSpread(int radius, float[] weights) => (Radius, _weights) = (radius, weights);

    /// <summary>Pixels that the spread reaches to each side.</summary>
    internal int Radius { get; }

    /// <summary>The spread of a scene.</summary>
    /// <param name="scene">The scene with its blur.</param>
    /// <param name="oversampling">Samples a camera pixel, in each direction, of the picture that will be blurred.</param>
    internal static PointSpread Of(CameraScene scene, double oversampling)
    {
        double disc = scene.DefocusPixels * oversampling;
        double path = scene.MotionPixels * oversampling;

        // The points that disc and path are made of have to run into one another.
        double sigma = Math.Max(disc + path > 0 ? 0.5 : 0.05, scene.LensBlurPixels * oversampling);
        int radius = (int)Math.Ceiling(2.5 * sigma + disc + path / 2);
        int side = 2 * radius + 1;
        var weights = new double[side * side];
        var across = new double[side];
        foreach (var (x, y) in Points(disc, path, scene.MotionDegrees * Math.PI / 180))
        {
            for (int column = 0; column < side; column++)
            {
                across[column] = Math.Exp(-Square(column - radius - x) / (2 * sigma * sigma));
            }

            for (int row = 0; row < side; row++)
            {
                double down = Math.Exp(-Square(row - radius - y) / (2 * sigma * sigma));
                for (int column = 0; column < side; column++)
                {
                    weights[row * side + column] += down * across[column];
                }
            }
        }

        double sum = weights.Sum();
        return new PointSpread(radius, Array.ConvertAll(weights, weight => (float)(weight / sum)));
    }

    /// <summary>Blurs a picture. The source has <see cref="Radius"/> more pixels on every side than the result.</summary>
    /// <param name="source">The sharp picture with its margin.</param>
    /// <param name="stride">Pixels a row of the source.</param>
    /// <param name="target">Receives the blurred picture, without margin, <paramref name="width"/> pixels a row.</param>
    /// <param name="width">Width of the result; a multiple of <see cref="Step"/>.</param>
    /// <param name="height">Height of the result.</param>
    internal void Apply(float[] source, int stride, float[] target, int width, int height)
    {
        int side = 2 * Radius + 1;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x += Step)
            {
                var sum0 = Vector<float>.Zero;
                var sum1 = Vector<float>.Zero;
                var sum2 = Vector<float>.Zero;
                var sum3 = Vector<float>.Zero;
                for (int row = 0; row < side; row++)
                {
                    ref float line = ref source[(y + row) * stride + x];
                    int first = row * side;
                    for (int column = 0; column < side; column++)
                    {
                        float weight = _weights[first + column];
                        if (weight < 1e-5f)
                        {
                            continue;
                        }

                        var factor = new Vector<float>(weight);
                        nuint at = (nuint)column;
                        nuint lanes = (nuint)Vector<float>.Count;
                        sum0 += factor * Vector.LoadUnsafe(ref line, at);
                        sum1 += factor * Vector.LoadUnsafe(ref line, at + lanes);
                        sum2 += factor * Vector.LoadUnsafe(ref line, at + 2 * lanes);
                        sum3 += factor * Vector.LoadUnsafe(ref line, at + 3 * lanes);
                    }
                }

                var to = MemoryMarshal.Cast<float, Vector<float>>(target.AsSpan(y * width + x, Step));
                (to[0], to[1], to[2], to[3]) = (sum0, sum1, sum2, sum3);
            }
        }
    }

    private static IEnumerable<(double X, double Y)> Points(double disc, double path, double direction)
    {
        (double down, double across) = Math.SinCos(direction);
        for (int step = 0; step < MotionSteps; step++)
        {
            double along = path * (step / (MotionSteps - 1.0) - 0.5);
            for (int point = 0; point < DiscPoints; point++)
            {
                // A spiral by the golden angle fills a disc evenly.
                (double sin, double cos) = Math.SinCos(point * 2.39996323);
                double radius = disc * Math.Sqrt((point + 0.5) / DiscPoints);
                yield return (along * across + radius * cos, along * down + radius * sin);
            }
        }
    }

    private static double Square(double value) => value * value;
}
