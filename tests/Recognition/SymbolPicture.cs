using PaymentCode.Core.Symbols;
using PaymentCode.Emulation.Camera;

namespace PaymentCode.Recognition.Tests;

/// <summary>Pictures of symbols: drawn pixel by pixel, or taken by the emulated camera.</summary>
static class SymbolPicture
{
    static readonly SceneRenderer Renderer = new();

    public static byte[] Payload(int length, int seed = 1)
    {
        var payload = new byte[length];
        new Random(seed).NextBytes(payload);
        return payload;
    }

    public static Func<int, int, bool> Display(byte[] payload)
    {
        Assert.IsTrue(MatrixSymbol.TryEncode(payload, out MatrixSymbol symbol));
        var frame = new byte[MatrixSymbol.FrameLength];
        symbol.Render(frame);
        return (x, y) => (frame[y / 8 * 128 + x] >> (y & 7) & 1) != 0;
    }

    /// <summary>Draws displays on an even background, each pixel of a display that many pixels wide and high.</summary>
    public static GreyImage Draw(int width, int height, byte background, int scale, params (int X, int Y, Func<int, int, bool> IsLit)[] displays)
    {
        var pixels = new byte[width * height];
        pixels.AsSpan().Fill(background);
        foreach ((int left, int top, Func<int, int, bool> isLit) in displays)
        {
            for (int y = 0; y < 64 * scale; y++)
            {
                for (int x = 0; x < 128 * scale; x++)
                {
                    pixels[(top + y) * width + left + x] = isLit(x / scale, y / scale) ? (byte)230 : (byte)20;
                }
            }
        }

        return new GreyImage(width, height, pixels);
    }

    /// <summary>Turns a picture clockwise by that many right angles.</summary>
    public static GreyImage Turn(GreyImage image, int turns)
    {
        for (; turns > 0; turns--)
        {
            var turned = new byte[image.Width * image.Height];
            for (int y = 0; y < image.Height; y++)
            {
                for (int x = 0; x < image.Width; x++)
                {
                    turned[x * image.Height + image.Height - 1 - y] = image.Pixels[y * image.Width + x];
                }
            }

            image = new GreyImage(image.Height, image.Width, turned);
        }

        return image;
    }

    public static GreyImage Photograph(Subject subject, CameraScene scene)
    {
        GreyFrame frame = Renderer.Render(subject, scene);
        return new GreyImage(frame.Width, frame.Height, frame.Pixels);
    }
}
