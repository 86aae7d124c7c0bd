namespace PaymentCode.Recognition;

/// <summary>The kinds of symbols that are read, in the order in which they are believed when a picture shows several kinds.</summary>
public enum SymbolKind
{
    /// <summary>The project's own matrix symbol (firmware/Core/MATRIX.md).</summary>
    Matrix,

    /// <summary>QR code (ISO/IEC 18004).</summary>
    Qr,

    /// <summary>Code 128 (ISO/IEC 15417).</summary>
    Code128,

    /// <summary>Interleaved 2 of 5 (ISO/IEC 16390). It has no check digit: a number of it may be a misread one.</summary>
    Itf
}
