namespace PaymentCode.Boards.Contactless;

/// <summary>
/// The ATR that a PC/SC reader makes for a contactless card (PC/SC Part 3 §3.1.3.2.3.1): 3B 8n 80 01, the n historical bytes of the ATS
/// (ISO/IEC 14443-4 §5.2), and the exclusive or of all after 3B.
/// </summary>
public static class ContactlessAtr
{
    private const int MaxHistorical = 15;

    /// <summary>The ATR of a card of ISO/IEC 14443-4 Type A.</summary>
    /// <param name="ats">The card's ATS, its first byte the length of all of it.</param>
    /// <returns>5 to 20 bytes.</returns>
    /// <exception cref="FormatException">It is no ATS.</exception>
    public static byte[] FromAts(ReadOnlySpan<byte> ats)
    {
        if (ats.Length == 0 || ats[0] != ats.Length)
        {
            throw new FormatException("The ATS does not have the length that it states.");
        }

        // T0 says which of TA, TB and TC are there; an ATS of its length alone has none of them.
        int interfaceBytes = ats.Length == 1 ? 0 : 1 + ((ats[1] >> 4) & 1) + ((ats[1] >> 5) & 1) + ((ats[1] >> 6) & 1);
        if (1 + interfaceBytes > ats.Length || ats.Length - 1 - interfaceBytes > MaxHistorical)
        {
            throw new FormatException("The ATS lacks interface bytes, or has too many historical ones.");
        }

        ReadOnlySpan<byte> historical = ats[(1 + interfaceBytes)..];
        byte[] atr = [0x3B, (byte)(0x80 | historical.Length), 0x80, 0x01, .. historical, 0x00];
        foreach (byte value in atr.AsSpan(1, atr.Length - 2))
        {
            atr[^1] ^= value;
        }

        return atr;
    }
}
