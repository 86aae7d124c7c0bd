using PaymentCode.Core.Apdu;

namespace PaymentCode.Core.Applet
{
    /// <summary>The answer of GET DATA, template E1, docs/PROTOCOLS.md §1.1. It is public and not authenticated.</summary>
    public sealed class TokenInformation
    {
        private const int MaxLength = 48;

        /// <summary>Serial number, 8 bytes; zeros on a blank token.</summary>
        public byte[] Serial { get; set; } = new byte[TokenApplet.SerialLength];

        /// <summary>Firmware version: major &lt;&lt; 16 | minor &lt;&lt; 8 | patch.</summary>
        public int FirmwareVersion { get; set; }

        /// <summary>Version of the protocol.</summary>
        public byte ProtocolVersion { get; set; } = TokenApplet.ProtocolVersion;

        /// <summary>One of <see cref="TokenApplet"/>'s LifeCycle constants.</summary>
        public byte LifeCycle { get; set; }

        /// <summary>Width of the display in pixels.</summary>
        public ushort DisplayWidth { get; set; }

        /// <summary>Height of the display in pixels.</summary>
        public ushort DisplayHeight { get; set; }

        /// <summary>What the display can show: <see cref="TokenApplet.FormatMatrix"/> | <see cref="TokenApplet.FormatDigits"/>.</summary>
        public byte Formats { get; set; }

        /// <summary>Newest key version, 0 for none.</summary>
        public byte NewestKeyVersion { get; set; }

        /// <summary><see cref="TokenApplet"/>'s Flag constants.</summary>
        public byte Flags { get; set; }

        /// <summary>Seconds until the next authentication is accepted.</summary>
        public byte DelaySeconds { get; set; }

        /// <summary>
        /// Reads the answer's data. Objects of unknown tags are skipped, as later versions may add some; false if an object is
        /// missing, repeated, of the wrong length or malformed.
        /// </summary>
        public static bool TryParse(byte[] data, out TokenInformation information)
        {
            information = null;
            TlvReader outer = new TlvReader(data, 0, data.Length);
            if (!outer.Read() || outer.Tag != TokenApplet.TagTokenInformation)
            {
                return false;
            }

            TlvReader inner = outer.GetNested();
            if (outer.Read() || outer.IsMalformed)
            {
                return false;
            }

            TokenInformation read = new TokenInformation();
            int seen = 0;
            while (inner.Read())
            {
                int bit = read.Take(inner);
                if (bit < 0 || (seen & bit) != 0)
                {
                    return false;
                }

                seen |= bit;
            }

            information = inner.IsMalformed || seen != 0x7F ? null : read;
            return information != null;
        }

        /// <summary>The answer's data.</summary>
        public byte[] ToBytes()
        {
            TlvWriter inner = new TlvWriter(MaxLength);
            inner.Write(TokenApplet.TagSerial, Serial);
            inner.WriteNumber(TokenApplet.TagVersions, ((ulong)FirmwareVersion << 8) | ProtocolVersion, 4);
            inner.WriteNumber(TokenApplet.TagLifeCycle, LifeCycle, 1);
            inner.WriteNumber(TokenApplet.TagDisplay, ((ulong)DisplayWidth << 24) | ((ulong)DisplayHeight << 8) | Formats, 5);
            inner.WriteNumber(TokenApplet.TagNewestKeyVersion, NewestKeyVersion, 1);
            inner.WriteNumber(TokenApplet.TagFlags, Flags, 1);
            inner.WriteNumber(TokenApplet.TagDelay, DelaySeconds, 1);
            TlvWriter outer = new TlvWriter(MaxLength);
            outer.Write(TokenApplet.TagTokenInformation, inner.ToArray());
            return outer.ToArray();
        }

        // The bit of the object taken, 0 for a tag not known, -1 for a wrong length.
        private int Take(TlvReader reader)
        {
            ulong number = reader.GetNumber();
            int index = reader.Tag - TokenApplet.TagSerial;
            if (index < 0 || index > 6)
            {
                return 0;
            }

            if (reader.Length != (index == 0 ? 8 : index == 1 ? 4 : index == 3 ? 5 : 1))
            {
                return -1;
            }

            switch (reader.Tag)
            {
                case TokenApplet.TagSerial:
                    Serial = reader.GetValue();
                    break;
                case TokenApplet.TagVersions:
                    FirmwareVersion = (int)(number >> 8);
                    ProtocolVersion = (byte)number;
                    break;
                case TokenApplet.TagLifeCycle:
                    LifeCycle = (byte)number;
                    break;
                case TokenApplet.TagDisplay:
                    DisplayWidth = (ushort)(number >> 24);
                    DisplayHeight = (ushort)(number >> 8);
                    Formats = (byte)number;
                    break;
                case TokenApplet.TagNewestKeyVersion:
                    NewestKeyVersion = (byte)number;
                    break;
                case TokenApplet.TagFlags:
                    Flags = (byte)number;
                    break;
                default:
                    DelaySeconds = (byte)number;
                    break;
            }

            return 1 << index;
        }
    }
}
