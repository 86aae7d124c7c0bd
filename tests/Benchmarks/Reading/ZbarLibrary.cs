using System.Runtime.InteropServices;

namespace PaymentCode.Benchmarks.Reading;

/// <summary>libzbar in this process: what zbarimg does after it has loaded a picture. Looks for QR codes only.</summary>
internal sealed partial class ZbarLibrary : IDisposable
{
    private const string Library = "libzbar.so.0";
    private const int AnySymbology = 0;
    private const int QrCode = 64;
    private const int Enable = 0;
    private const uint GreyFourCc = 'Y' | '8' << 8 | '0' << 16 | '0' << 24;
    private readonly nint _scanner;
    private readonly nint _image;

    internal ZbarLibrary()
    {
        _scanner = ScannerCreate();
        _image = ImageCreate();
        _ = SetConfig(_scanner, AnySymbology, Enable, 0);
        _ = SetConfig(_scanner, QrCode, Enable, 1);
        ImageSetFormat(_image, new CULong(GreyFourCc));
    }

    internal static bool IsPresent()
    {
        bool found = NativeLibrary.TryLoad(Library, out nint handle);
        if (found)
        {
            NativeLibrary.Free(handle);
        }

        return found;
    }

    /// <summary>The text of the first QR code found, or null.</summary>
    internal unsafe string? Read(byte[] pixels, int width, int height)
    {
        fixed (byte* data = pixels)
        {
            ImageSetSize(_image, (uint)width, (uint)height);
            ImageSetData(_image, data, new CULong((nuint)pixels.Length), 0);
            int found = Scan(_scanner, _image);
            string? text = found > 0 ? Marshal.PtrToStringUTF8(SymbolData(FirstSymbol(_image))) : null;
            ImageSetData(_image, null, new CULong(0), 0);
            return text;
        }
    }

    public void Dispose()
    {
        ImageDestroy(_image);
        ScannerDestroy(_scanner);
    }

    [LibraryImport(Library, EntryPoint = "zbar_image_scanner_create")]
    private static partial nint ScannerCreate();

    [LibraryImport(Library, EntryPoint = "zbar_image_scanner_destroy")]
    private static partial void ScannerDestroy(nint scanner);

    [LibraryImport(Library, EntryPoint = "zbar_image_scanner_set_config")]
    private static partial int SetConfig(nint scanner, int symbology, int config, int value);

    [LibraryImport(Library, EntryPoint = "zbar_image_create")]
    private static partial nint ImageCreate();

    [LibraryImport(Library, EntryPoint = "zbar_image_destroy")]
    private static partial void ImageDestroy(nint image);

    [LibraryImport(Library, EntryPoint = "zbar_image_set_format")]
    private static partial void ImageSetFormat(nint image, CULong fourCc);

    [LibraryImport(Library, EntryPoint = "zbar_image_set_size")]
    private static partial void ImageSetSize(nint image, uint width, uint height);

    [LibraryImport(Library, EntryPoint = "zbar_image_set_data")]
    private static unsafe partial void ImageSetData(nint image, byte* data, CULong length, nint cleanUp);

    [LibraryImport(Library, EntryPoint = "zbar_scan_image")]
    private static partial int Scan(nint scanner, nint image);

    [LibraryImport(Library, EntryPoint = "zbar_image_first_symbol")]
    private static partial nint FirstSymbol(nint image);

    [LibraryImport(Library, EntryPoint = "zbar_symbol_get_data")]
    private static partial nint SymbolData(nint symbol);
}
