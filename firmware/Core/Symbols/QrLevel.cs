namespace PaymentCode.Core.Symbols
{
    /// <summary>Error correction levels of a QR code (ISO/IEC 18004 section 7.5.1): about how much of it may be damaged and is still read.</summary>
    public enum QrLevel
    {
        /// <summary>7 %.</summary>
        L,

        /// <summary>15 %.</summary>
        M,

        /// <summary>25 %.</summary>
        Q,

        /// <summary>30 %.</summary>
        H,
    }
}
