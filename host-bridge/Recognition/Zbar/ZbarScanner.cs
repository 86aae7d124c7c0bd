using System.Runtime.InteropServices;

namespace PaymentCode.Recognition.Zbar;

/// <summary>
/// A scanner of libzbar and its picture. One thread at a time may use it; several may each have their own. What it found and the library's memory are gone
/// when it is disposed.
/// </summary>
sealed unsafe class ZbarScanner : IDisposable
{
    /// <summary>The longest text that is taken, in bytes: as much as the largest QR code holds.</summary>
    const uint MaxLength = 7089;

    /// <summary>How many symbols of a picture are looked at.</summary>
    const int MaxSymbols = 64;

    const uint GreyFourCc = 'Y' | '8' << 8 | '0' << 16 | '0' << 24;

    readonly nint _scanner;
    readonly nint _image;

    /// <summary>A scanner for QR codes, Code 128 and Interleaved 2 of 5, and for nothing else: what is off can neither be mistaken nor attacked.</summary>
    /// <exception cref="DllNotFoundException">The library is not there (<see cref="ZbarLibrary.IsPresent"/>).</exception>
    /// <exception cref="OutOfMemoryException">The library has no memory.</exception>
    public ZbarScanner(params ReadOnlySpan<SymbolKind> kinds)
    {
        _scanner = ZbarLibrary.CreateScanner();
        _image = ZbarLibrary.CreateImage();
        if (_scanner == 0 || _image == 0)
        {
            Dispose();
            throw new OutOfMemoryException("libzbar has no memory for a scanner.");
        }

        _ = ZbarLibrary.SetConfig(_scanner, ZbarLibrary.AnySymbology, ZbarLibrary.Enable, 0);
        foreach (SymbolKind kind in kinds)
        {
            _ = ZbarLibrary.SetConfig(_scanner, SymbologyOf(kind), ZbarLibrary.Enable, 1);
        }

        _ = ZbarLibrary.SetConfig(_scanner, ZbarLibrary.QrCode, ZbarLibrary.Binary, 1);
        ZbarLibrary.SetFormat(_image, new CULong(GreyFourCc));
    }

    /// <summary>Whether a picture in which nothing was found is scanned again with light and dark exchanged, which takes as long again.</summary>
    public bool TriesInverted
    {
        set => _ = ZbarLibrary.SetConfig(_scanner, ZbarLibrary.AnySymbology, ZbarLibrary.TestInverted, value ? 1 : 0);
    }

    /// <summary>The symbols in a picture, in the library's order; the same one may come twice.</summary>
    public List<(SymbolKind Kind, byte[] Data)> Scan(GreyImage frame)
    {
        var found = new List<(SymbolKind, byte[])>();
        fixed (byte* pixels = frame.Pixels)
        {
            ZbarLibrary.SetSize(_image, (uint)frame.Width, (uint)frame.Height);
            ZbarLibrary.SetData(_image, pixels, new CULong((nuint)frame.Width * (nuint)frame.Height), 0);
            nint symbol = ZbarLibrary.Scan(_scanner, _image) > 0 ? ZbarLibrary.FirstSymbol(_image) : 0;
            for (int i = 0; symbol != 0 && i < MaxSymbols; i++)
            {
                uint length = ZbarLibrary.LengthOf(symbol);
                if (KindOf(ZbarLibrary.TypeOf(symbol)) is { } kind && length is > 0 and <= MaxLength)
                {
                    found.Add((kind, new ReadOnlySpan<byte>(ZbarLibrary.DataOf(symbol), (int)length).ToArray()));
                }

                symbol = ZbarLibrary.NextSymbol(symbol);
            }

            ZbarLibrary.SetData(_image, null, new CULong(0), 0);
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_image != 0)
        {
            ZbarLibrary.DestroyImage(_image);
        }

        if (_scanner != 0)
        {
            ZbarLibrary.DestroyScanner(_scanner);
        }
    }

    static int SymbologyOf(SymbolKind kind) => kind switch
    {
        SymbolKind.Qr => ZbarLibrary.QrCode,
        SymbolKind.Code128 => ZbarLibrary.Code128,
        SymbolKind.Itf => ZbarLibrary.Interleaved2Of5,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "libzbar does not read this.")
    };

    static SymbolKind? KindOf(int symbology) => symbology switch
    {
        ZbarLibrary.QrCode => SymbolKind.Qr,
        ZbarLibrary.Code128 => SymbolKind.Code128,
        ZbarLibrary.Interleaved2Of5 => SymbolKind.Itf,
        _ => null
    };
}
