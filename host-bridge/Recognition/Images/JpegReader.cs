using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace PaymentCode.Recognition;

/// <summary>Reads JPEG to 8-bit grey through libturbojpeg's TurboJPEG API 2 (turbojpeg.h).</summary>
static partial class JpegReader
{
    const string Library = "libturbojpeg.so.0";
    const int PixelFormatGrey = 6;
    const int StopOnWarning = 8192;
    const int LimitScans = 32768;

    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out GreyImage? image, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            return TryDecompress(file, out image, out reason);
        }
        catch (DllNotFoundException)
        {
            image = null;
            reason = $"JPEG needs {Library}, which is not installed: apt-get install libturbojpeg0, or send PNG or PGM";
            return false;
        }
    }

    static bool TryDecompress(ReadOnlySpan<byte> file, [NotNullWhen(true)] out GreyImage? image, [NotNullWhen(false)] out string? reason)
    {
        image = null;
        nint handle = InitDecompress();
        if (handle == 0)
        {
            reason = "libturbojpeg could not be started";
            return false;
        }

        try
        {
            if (DecompressHeader3(handle, file, (uint)file.Length, out int width, out int height, out _, out _) != 0)
            {
                reason = Describe(handle);
                return false;
            }

            reason = width == 0 ? "the JPEG file has no picture in it" : GreyImage.DescribeBadSize(width, height);
            if (reason != null)
            {
                return false;
            }

            GreyImage made = GreyImage.Rent(width, height);
            if (Decompress2(handle, file, (uint)file.Length, made.Pixels, width, width, height, PixelFormatGrey, StopOnWarning | LimitScans) != 0)
            {
                made.Dispose();
                reason = Describe(handle);
                return false;
            }

            image = made;
            return true;
        }
        finally
        {
            _ = Destroy(handle);
        }
    }

    static string Describe(nint handle) => $"the JPEG file cannot be read ({Marshal.PtrToStringUTF8(GetErrorStr2(handle))})";

    // unsigned long: 64 bits on Linux, the only system whose library has this name.
    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    private static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    private static partial int DecompressHeader3(nint handle, ReadOnlySpan<byte> file, nuint size, out int width, out int height, out int subsampling, out int colourSpace);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    private static partial int Decompress2(nint handle, ReadOnlySpan<byte> file, nuint size, Span<byte> target, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint GetErrorStr2(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);
}
