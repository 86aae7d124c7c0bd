using System.Collections.Concurrent;
using PaymentCode.Emulation.Camera;
using PaymentCode.Recognition;

namespace PaymentCode.Workbench.Devices;

/// <summary>
/// Where the pictures of all worlds are made, as many at a time as there are processors. A full frame takes 15 MB of buffers for some ten milliseconds: with a renderer for each world
/// they would be most of what a world takes.
/// </summary>
internal static class Darkroom
{
    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount);
    private static readonly ConcurrentStack<SceneRenderer> Renderers = [];

    /// <summary>A frame of what is before a lens.</summary>
    public static GreyFrame Expose(Subject subject, CameraScene scene)
    {
        Places.Wait();
        try
        {
            var renderer = Renderers.TryPop(out var idle) ? idle : new SceneRenderer();
            var frame = renderer.Render(subject, scene);
            Renderers.Push(renderer);
            return frame;
        }
        finally
        {
            Places.Release();
        }
    }

    /// <summary>A frame as a PNG file.</summary>
    public static byte[] Develop(GreyFrame frame)
    {
        using var image = new GreyImage(frame.Width, frame.Height, frame.Pixels);
        return PngWriter.Write(image);
    }

    /// <summary>A picture of what is before a lens, as a PNG file.</summary>
    public static byte[] Photograph(Subject subject, CameraScene scene) => Develop(Expose(subject, scene));

    /// <summary>The frame in a PNG file that was made here.</summary>
    public static GreyFrame Look(byte[] png)
    {
        if (!ImageReader.TryRead(png, out var image, out var reason))
        {
            throw new ArgumentException(reason, nameof(png));
        }

        using (image)
        {
            var frame = new GreyFrame(image.Width, image.Height);
            image.Pixels.AsSpan(0, frame.Pixels.Length).CopyTo(frame.Pixels);
            return frame;
        }
    }
}
