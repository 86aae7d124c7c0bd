namespace PaymentCode.Emulation.Camera;

/// <summary>From light to bytes: shot and read noise, uneven columns, clipping, tone curve, sharpening.</summary>
internal sealed class Sensor
{
    private const int Levels = 4096;
    private const int NormalCount = 1 << 16;
    private const double ColumnSpread = 0.006;
    private static readonly float[] Normals = MakeNormals();

    private readonly float[] _noise = new float[Levels];
    private readonly byte[] _tone = new byte[Levels];
    private float[] _columnGain = [];
    private byte[] _developed = [];

    /// <summary>Reads out a picture.</summary>
    /// <param name="light">Linear light, 1 clips; <paramref name="frame"/>'s size. Left changed.</param>
    /// <param name="scene">Sensor and image processor.</param>
    /// <param name="frame">Receives the pixels.</param>
    internal void Read(float[] light, CameraScene scene, GreyFrame frame)
    {
        Prepare(scene, frame.Width);
        var random = new SeededRandom((ulong)(uint)scene.Exposure << 32 ^ (uint)scene.Seed ^ 0x5E4503);
        byte[] developed = scene.Sharpening > 0 ? Developed(frame.Pixels.Length) : frame.Pixels;
        for (int y = 0; y < frame.Height; y++)
        {
            // A row takes its noise from a random place of the table on.
            uint noiseAt = (uint)random.NextBits();
            int row = y * frame.Width;
            for (int x = 0; x < frame.Width; x++)
            {
                float level = Math.Clamp(light[row + x] * _columnGain[x], 0, 1) * (Levels - 1);
                float noisy = level + _noise[(int)level] * Normals[noiseAt++ & (NormalCount - 1)];
                developed[row + x] = _tone[(int)Math.Clamp(noisy + 0.5f, 0, Levels - 1)];
            }
        }

        if (scene.Sharpening > 0)
        {
            Sharpen(developed, frame, (int)Math.Round(scene.Sharpening * 64));
        }
    }

    private void Prepare(CameraScene scene, int width)
    {
        double well = Math.Max(1, scene.FullWellElectrons);
        for (int i = 0; i < Levels; i++)
        {
            double level = (double)i / (Levels - 1);
            double electrons = Math.Sqrt(level * well + scene.ReadNoiseElectrons * scene.ReadNoiseElectrons);
            _noise[i] = (float)(electrons / well * (Levels - 1));
            _tone[i] = (byte)Math.Round(255 * Math.Pow(level, 1 / scene.Gamma));
        }

        if (_columnGain.Length < width)
        {
            _columnGain = new float[width];
        }

        var random = new SeededRandom((ulong)(uint)scene.Seed ^ 0xF1CED);
        int at = random.Below(NormalCount);
        for (int x = 0; x < width; x++)
        {
            _columnGain[x] = (float)(1 + ColumnSpread * Normals[at + x & NormalCount - 1]);
        }
    }

    private byte[] Developed(int length)
    {
        if (_developed.Length < length)
        {
            _developed = new byte[length];
        }

        return _developed;
    }

    // Unsharp mask against the four neighbours; the frame's rim stays as it is. Strength in 64ths.
    private static void Sharpen(byte[] source, GreyFrame frame, int strength)
    {
        (int width, int height) = (frame.Width, frame.Height);
        source.AsSpan(0, width * height).CopyTo(frame.Pixels);
        for (int y = 1; y < height - 1; y++)
        {
            var above = source.AsSpan((y - 1) * width, width);
            var middle = source.AsSpan(y * width, width);
            var below = source.AsSpan((y + 1) * width, width);
            var target = frame.Pixels.AsSpan(y * width, width);
            for (int x = 1; x < target.Length - 1; x++)
            {
                int around = above[x] + below[x] + middle[x - 1] + middle[x + 1];
                int sharp = middle[x] + ((4 * middle[x] - around) * strength >> 8);
                target[x] = (byte)Math.Clamp(sharp, 0, 255);
            }
        }
    }

    private static float[] MakeNormals()
    {
        var random = new SeededRandom(77);
        var normals = new float[NormalCount];
        for (int i = 0; i < NormalCount; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextUnit()));
            normals[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextUnit()));
        }

        return normals;
    }
}
