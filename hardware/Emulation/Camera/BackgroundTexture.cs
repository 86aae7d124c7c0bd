namespace PaymentCode.Emulation.Camera;

/// <summary>
/// What the camera sees past the subject: surfaces of uneven brightness with keys, labels and lines of print, hard edges included, so that a reader
/// has something to mistake for a symbol. One tile, made once; a scene looks at a part of it that its seed chooses.
/// </summary>
internal static class BackgroundTexture
{
    internal const int Side = 512;

    /// <summary>Share of light thrown back, 0 to 1, row-major; the tile repeats.</summary>
    internal static readonly float[] Tile = Make();

    private static float[] Make()
    {
        var random = new SeededRandom(20240501);
        var tile = new float[Side * Side];
        Array.Fill(tile, 0.3f);
        for (int cell = 128; cell >= 4; cell /= 2)
        {
            AddNoise(tile, ref random, cell, 0.0035f * cell / (cell >= 64 ? 3f : 1));
        }

        for (int i = 0; i < 26; i++)
        {
            FillRectangle(tile, random.Below(Side), random.Below(Side), 12 + random.Below(70), 10 + random.Below(50), (float)random.Between(0.03, 0.85));
        }

        for (int i = 0; i < 14; i++)
        {
            Print(tile, ref random);
        }

        return Array.ConvertAll(tile, level => Math.Clamp(level, 0.01f, 0.95f));
    }

    private static void AddNoise(float[] tile, ref SeededRandom random, int cell, float strength)
    {
        int cells = Side / cell;
        var corners = new float[cells * cells];
        for (int i = 0; i < corners.Length; i++)
        {
            corners[i] = (float)random.Between(-strength, strength);
        }

        for (int i = 0; i < tile.Length; i++)
        {
            (int x, int y) = (i % Side, i / Side);
            (int left, int top) = (x / cell, y / cell);
            (int right, int below) = ((left + 1) % cells, (top + 1) % cells);
            float fx = (float)(x % cell) / cell;
            float fy = (float)(y % cell) / cell;
            float upper = corners[top * cells + left] * (1 - fx) + corners[top * cells + right] * fx;
            float lower = corners[below * cells + left] * (1 - fx) + corners[below * cells + right] * fx;
            tile[i] += upper * (1 - fy) + lower * fy;
        }
    }

    private static void FillRectangle(float[] tile, int left, int top, int width, int height, float level)
    {
        for (int i = 0; i < width * height; i++)
        {
            tile[(top + i / width) % Side * Side + (left + i % width) % Side] = level;
        }
    }

    // A label with lines of letters, each a random pattern of small strokes.
    private static void Print(float[] tile, ref SeededRandom random)
    {
        (int left, int top) = (random.Below(Side), random.Below(Side));
        int stroke = 1 + random.Below(3);
        float paper = (float)random.Between(0.1, 0.9);
        float ink = paper > 0.45f ? paper - 0.4f : paper + 0.45f;
        FillRectangle(tile, left, top, stroke * 44, stroke * 26, paper);
        for (int line = 0; line < 3; line++)
        {
            for (int letter = 0; letter < 10; letter++)
            {
                for (int part = 0; part < 15; part++)
                {
                    if (random.NextUnit() < 0.55)
                    {
                        int x = left + stroke * (2 + letter * 4 + part % 3);
                        int y = top + stroke * (2 + line * 8 + part / 3);
                        FillRectangle(tile, x, y, stroke, stroke, ink);
                    }
                }
            }
        }
    }
}
