using PaymentCode.Core;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// The first text or URI record of an NDEF message (NFC Forum: NDEF 1.0, RTD Text 1.0, RTD URI 1.0) in the memory of a Type 2 tag (Type 2 Tag
    /// Operation §2.3: TLV blocks 00 null, 03 NDEF message, FE end).
    /// </summary>
    internal static class NdefText
    {
        /// <summary>Longest text in characters.</summary>
        public const int MaxLength = 64;

        private const byte NullBlock = 0x00;
        private const byte MessageBlock = 0x03;
        private const byte EndBlock = 0xFE;
        private const byte ShortRecord = 0x10;
        private const byte HasId = 0x08;
        private const byte TypeNameMask = 0x07;
        private const byte WellKnown = 0x01;
        private const byte LastRecord = 0x40;
        private const byte Chunked = 0x20;
        private const byte Utf16 = 0x80;
        private const byte LanguageMask = 0x3F;
        private const byte LastPrefix = 0x23;

        // RTD URI 1.0 table 3, codes 01 to 23 in a row, each ended by a space.
        private const string Prefixes =
            "http://www. https://www. http:// https:// tel: mailto: ftp://anonymous:anonymous@ ftp://ftp. ftps:// sftp:// smb:// nfs:// ftp:// "
            + "dav:// news: telnet:// imap: rtsp:// urn: pop: sip: sips: tftp: btspp:// btl2cap:// btgoep:// tcpobex:// irdaobex:// file:// "
            + "urn:epc:id: urn:epc:tag: urn:epc:pat: urn:epc:raw: urn:epc: urn:nfc: ";

        /// <summary>Where the message in a tag's data area ends, as far as the bytes that were read tell.</summary>
        /// <param name="area">The data area from page 4 on.</param>
        /// <param name="count">How many of its bytes were read.</param>
        /// <param name="start">Where the message begins.</param>
        /// <returns>Its length; -1 if there is none; <paramref name="count"/> and more if that has still to be read.</returns>
        public static int Locate(byte[] area, int count, out int start)
        {
            int at = 0;
            start = 0;
            while (at < count && area[at] != EndBlock)
            {
                if (area[at] == NullBlock)
                {
                    at++;
                    continue;
                }

                if (at + 4 > count)
                {
                    return count;
                }

                bool isLong = area[at + 1] == 0xFF;
                int length = isLong ? BigEndian.GetUInt16(area, at + 2) : area[at + 1];
                start = at + (isLong ? 4 : 2);
                if (area[at] == MessageBlock)
                {
                    return length;
                }

                at = start + length;
            }

            return at < count ? -1 : count;
        }

        /// <summary>Reads the text. Null if there is no such record, or its text is not 1 to 64 characters of printable ASCII.</summary>
        public static byte[] Read(byte[] area, int start, int length)
        {
            int end = start + length;
            int at = start;
            while (end - at >= 3)
            {
                byte header = area[at];
                bool isShort = (header & ShortRecord) != 0;
                int typeLength = area[at + 1];
                at += 2;
                int fixedLength = (isShort ? 1 : 4) + ((header & HasId) != 0 ? 1 : 0);
                if ((header & Chunked) != 0 || end - at < fixedLength)
                {
                    return null;
                }

                ulong payload = BigEndian.Get(area, at, isShort ? 1 : 4);
                at += isShort ? 1 : 4;
                int idLength = (header & HasId) != 0 ? area[at++] : 0;
                int typeAt = at;
                at += typeLength + idLength;
                if (at > end || payload > (ulong)(end - at))
                {
                    return null;
                }

                if ((header & TypeNameMask) == WellKnown && typeLength == 1 && payload > 0)
                {
                    byte[] text = TextOf(area[typeAt], area, at, (int)payload);
                    if (text != null)
                    {
                        return text.Length > 0 && text.Length <= MaxLength && Ascii.IsPrintable(text) ? text : null;
                    }
                }

                if ((header & LastRecord) != 0)
                {
                    return null;
                }

                at += (int)payload;
            }

            return null;
        }

        private static byte[] TextOf(byte type, byte[] area, int at, int length)
        {
            byte first = area[at];
            if (type == (byte)'T')
            {
                int skipped = 1 + (first & LanguageMask);
                bool isReadable = (first & Utf16) == 0 && skipped <= length;
                return isReadable ? Bytes.Slice(area, at + skipped, length - skipped) : new byte[0];
            }

            return type == (byte)'U' ? Bytes.Concat(Bytes.FromAscii(Prefix(first)), Bytes.Slice(area, at + 1, length - 1)) : null;
        }

        private static string Prefix(byte code)
        {
            if (code == 0 || code > LastPrefix)
            {
                return "";
            }

            int start = 0;
            for (int i = 1; i < code; i++)
            {
                start = Prefixes.IndexOf(' ', start) + 1;
            }

            return Prefixes.Substring(start, Prefixes.IndexOf(' ', start) - start);
        }
    }
}
