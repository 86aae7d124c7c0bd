using System.Runtime.InteropServices;

namespace PaymentCode.Recognition.Zbar;

/// <summary>The functions of libzbar's C interface (zbar.h, version 0.23) that are needed to read one picture.</summary>
static partial class ZbarLibrary
{
    /// <summary>All symbologies, in <see cref="SetConfig"/>.</summary>
    public const int AnySymbology = 0;

    /// <summary>ZBAR_I25.</summary>
    public const int Interleaved2Of5 = 25;

    /// <summary>ZBAR_QRCODE.</summary>
    public const int QrCode = 64;

    /// <summary>ZBAR_CODE128.</summary>
    public const int Code128 = 128;

    /// <summary>ZBAR_CFG_ENABLE: 0 or 1.</summary>
    public const int Enable = 0;

    /// <summary>ZBAR_CFG_BINARY: 1 leaves a QR code's bytes as they are; otherwise the library guesses their character set.</summary>
    public const int Binary = 4;

    /// <summary>ZBAR_CFG_TEST_INVERTED: 1 has a picture in which nothing was found scanned with light and dark exchanged.</summary>
    public const int TestInverted = 0x81;

    const string Name = "libzbar.so.0";

    static readonly Lazy<bool> Found = new(static () => NativeLibrary.TryLoad(Name, typeof(ZbarLibrary).Assembly, null, out _));

    /// <summary>Whether the library is there. It stays loaded.</summary>
    public static bool IsPresent => Found.Value;

    [LibraryImport(Name, EntryPoint = "zbar_image_scanner_create")]
    public static partial nint CreateScanner();

    [LibraryImport(Name, EntryPoint = "zbar_image_scanner_destroy")]
    public static partial void DestroyScanner(nint scanner);

    [LibraryImport(Name, EntryPoint = "zbar_image_scanner_set_config")]
    public static partial int SetConfig(nint scanner, int symbology, int config, int value);

    [LibraryImport(Name, EntryPoint = "zbar_image_create")]
    public static partial nint CreateImage();

    [LibraryImport(Name, EntryPoint = "zbar_image_destroy")]
    public static partial void DestroyImage(nint image);

    [LibraryImport(Name, EntryPoint = "zbar_image_set_format")]
    public static partial void SetFormat(nint image, CULong fourCc);

    [LibraryImport(Name, EntryPoint = "zbar_image_set_size")]
    public static partial void SetSize(nint image, uint width, uint height);

    [LibraryImport(Name, EntryPoint = "zbar_image_set_data")]
    public static unsafe partial void SetData(nint image, byte* data, CULong length, nint cleanUp);

    [LibraryImport(Name, EntryPoint = "zbar_scan_image")]
    public static partial int Scan(nint scanner, nint image);

    [LibraryImport(Name, EntryPoint = "zbar_image_first_symbol")]
    public static partial nint FirstSymbol(nint image);

    [LibraryImport(Name, EntryPoint = "zbar_symbol_next")]
    public static partial nint NextSymbol(nint symbol);

    [LibraryImport(Name, EntryPoint = "zbar_symbol_get_type")]
    public static partial int TypeOf(nint symbol);

    [LibraryImport(Name, EntryPoint = "zbar_symbol_get_data")]
    public static unsafe partial byte* DataOf(nint symbol);

    [LibraryImport(Name, EntryPoint = "zbar_symbol_get_data_length")]
    public static partial uint LengthOf(nint symbol);
}
