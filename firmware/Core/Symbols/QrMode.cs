namespace PaymentCode.Core.Symbols
{
    /// <summary>How characters become bits in a QR code; the numbers are the mode indicators (ISO/IEC 18004 table 2).</summary>
    public enum QrMode
    {
        /// <summary>Digits only, ten bits for three of them (section 7.4.3).</summary>
        Numeric = 1,

        /// <summary>Digits, capital letters, space and $ % * + - . / : only, eleven bits for two of them (section 7.4.4).</summary>
        Alphanumeric = 2,

        /// <summary>Any bytes, eight bits each (section 7.4.5). Readers take them as UTF-8 or ISO 8859-1, whichever fits.</summary>
        Byte = 4,
    }
}
