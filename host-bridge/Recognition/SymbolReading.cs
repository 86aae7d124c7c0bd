using System.Text;

namespace PaymentCode.Recognition;

/// <summary>What was read from a frame that may show any of the kinds of symbols.</summary>
public sealed class SymbolReading
{
    static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    SymbolReading(ReadOutcome outcome, SymbolKind? kind, byte[]? payload, string? reason) => (Outcome, Kind, Payload, Reason) = (outcome, kind, payload, reason);

    /// <summary>How it ended.</summary>
    public ReadOutcome Outcome { get; }

    /// <summary>What kind of symbol was read; null unless <see cref="Outcome"/> is <see cref="ReadOutcome.Read"/>.</summary>
    public SymbolKind? Kind { get; }

    /// <summary>The bytes in it: 1 to 255 of a matrix symbol, 1 to 7,089 of another; null unless one was read.</summary>
    public byte[]? Payload { get; }

    /// <summary>The characters of a QR code or bar code: the bytes as UTF-8, or as ISO 8859-1 where they are none. Null for a matrix symbol, whose
    /// payload is no text, and if nothing was read. It is a stranger's text: it may hold any character.</summary>
    public string? Text => Kind is null or SymbolKind.Matrix ? null : Decode(Payload!);

    /// <summary>Why there is no payload, fit to be shown; null if there is one.</summary>
    public string? Reason { get; }

    internal static SymbolReading Of(ReadResult matrix) =>
        new(matrix.Outcome, matrix.Payload is null ? null : SymbolKind.Matrix, matrix.Payload, matrix.Reason);

    internal static SymbolReading Of(SymbolKind kind, byte[] data) => new(ReadOutcome.Read, kind, data, null);

    internal static SymbolReading Several() => new(ReadOutcome.SeveralSymbols, null, null, "more than one symbol in the picture");

    internal static SymbolReading WithoutLibrary() => new(
        ReadOutcome.ReaderMissing,
        null,
        null,
        "no matrix symbol in the picture; QR codes and bar codes cannot be read because ZBar is not installed (package libzbar0 on Debian and Ubuntu)");

    static string Decode(byte[] data)
    {
        try
        {
            return StrictUtf8.GetString(data);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(data);
        }
    }
}
