using System.Text;

namespace PaymentCode.Emulation.Nfc;

/// <summary>NDEF messages of one short record (NFC Forum NDEF §3.2): header D1, type length 1, payload length, type, payload.</summary>
public static class NdefRecord
{
    private const byte WellKnownAlone = 0xD1;
    private const int LongestPayload = 255;

    /// <summary>A URI record (NFC Forum URI RTD), its scheme in full.</summary>
    /// <param name="uri">The URI, at most 254 bytes in UTF-8.</param>
    public static byte[] Uri(string uri) => Message((byte)'U', [0x00, .. Encoding.UTF8.GetBytes(uri)]);

    /// <summary>A text record (NFC Forum Text RTD) in UTF-8.</summary>
    /// <param name="text">The text; with the language at most 254 bytes in UTF-8.</param>
    /// <param name="language">Language code of IANA, such as en.</param>
    public static byte[] Text(string text, string language = "en") =>
        Message((byte)'T', [(byte)Encoding.ASCII.GetByteCount(language), .. Encoding.ASCII.GetBytes(language), .. Encoding.UTF8.GetBytes(text)]);

    private static byte[] Message(byte type, byte[] payload) => payload.Length <= LongestPayload
        ? [WellKnownAlone, 0x01, (byte)payload.Length, type, .. payload]
        : throw new ArgumentException($"A short record carries 255 bytes, not {payload.Length}.", nameof(payload));
}
