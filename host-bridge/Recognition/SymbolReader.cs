using PaymentCode.Recognition.Zbar;

namespace PaymentCode.Recognition;

/// <summary>
/// Reads whatever symbol a frame shows: the project's own reader looks for a matrix symbol, and if there is none, ZBar looks for a QR code, a Code 128 or an
/// Interleaved 2 of 5 symbol. Any number of threads may call it at the same time.
/// </summary>
public static class SymbolReader
{
    /// <summary>Pixels above which a frame is first looked at in half its size, and in its own only if nothing was found: ZBar's time grows with them.</summary>
    const int ManyPixels = 2_500_000;

    /// <summary>Pixels up to which a frame in which nothing was found is looked at in twice its size: ZBar misses modules of a single pixel.</summary>
    const int FewPixels = 400_000;

    const int LongestSideDoubled = GreyImage.MaxSide / 2;

    /// <summary>Whether QR codes and bar codes can be read here: whether ZBar's library is installed.</summary>
    public static bool ReadsQrAndBarCodes => ZbarLibrary.IsPresent;

    /// <summary>Reads a frame.</summary>
    /// <returns>
    /// One symbol's content, or the reason why there is none. If the frame shows several kinds, the first of <see cref="SymbolKind"/> counts; if it shows
    /// different ones of that kind, none does. Without ZBar's library a frame without a matrix symbol ends with <see cref="ReadOutcome.ReaderMissing"/>.
    /// </returns>
    public static SymbolReading Read(GreyImage frame) => Read(frame, ReadsQrAndBarCodes);

    internal static SymbolReading Read(GreyImage frame, bool hasLibrary)
    {
        ReadResult matrix = MatrixReader.Read(frame);
        if (matrix.Outcome != ReadOutcome.NoSymbol)
        {
            return SymbolReading.Of(matrix);
        }

        return hasLibrary ? ReadOthers(frame) ?? SymbolReading.Of(matrix) : SymbolReading.WithoutLibrary();
    }

    static SymbolReading? ReadOthers(GreyImage frame)
    {
        using var scanner = new ZbarScanner(SymbolKind.Qr, SymbolKind.Code128, SymbolKind.Itf);
        var found = WithoutPartsOfItf(Scan(scanner, frame));
        if (found.Count == 0)
        {
            return null;
        }

        var (kind, data) = found.MinBy(static symbol => symbol.Kind);
        return found.Exists(symbol => symbol.Kind == kind && !symbol.Data.AsSpan().SequenceEqual(data)) ? SymbolReading.Several() : SymbolReading.Of(kind, data);
    }

    static List<(SymbolKind Kind, byte[] Data)> Scan(ZbarScanner scanner, GreyImage frame)
    {
        int pixels = frame.Width * frame.Height;
        if (pixels > ManyPixels)
        {
            using GreyImage smaller = frame.Halved();
            var inSmaller = Scan(scanner, smaller);
            scanner.TriesInverted = false;
            return inSmaller.Count > 0 ? inSmaller : scanner.Scan(frame);
        }

        scanner.TriesInverted = true;
        var found = scanner.Scan(frame);
        if (found.Count > 0)
        {
            return found;
        }

        if (pixels > FewPixels)
        {
            // Half the size has half the noise.
            using GreyImage calmer = frame.Halved();
            return scanner.Scan(calmer);
        }

        if (Math.Max(frame.Width, frame.Height) > LongestSideDoubled)
        {
            return found;
        }

        using GreyImage larger = frame.Doubled();
        return scanner.Scan(larger);
    }

    // ITF has no end that could not be a part of it: a slanted scan line that leaves the symbol yields some of its digits as a shorter number.
    static List<(SymbolKind Kind, byte[] Data)> WithoutPartsOfItf(List<(SymbolKind Kind, byte[] Data)> found) =>
        found.FindAll(part => part.Kind != SymbolKind.Itf || !found.Exists(
            whole => whole.Kind == SymbolKind.Itf && whole.Data.Length > part.Data.Length && whole.Data.AsSpan().IndexOf(part.Data) >= 0));
}
