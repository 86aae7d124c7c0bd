using PaymentCode.Core.Crypto;

namespace PaymentCode.Core.Applet
{
    /// <summary>
    /// The contactless bank card's application, docs/PROTOCOLS.md §9: numbers shared by card, terminal and bank. Commands and tags are EMV's (Book 3); the
    /// cryptogram is the project's own.
    /// </summary>
    public static class BankCardApplet
    {
        /// <summary>GET PROCESSING OPTIONS (EMV Book 3 §6.5.8).</summary>
        public const byte InsGetProcessingOptions = 0xA8;

        /// <summary>Command template of GET PROCESSING OPTIONS.</summary>
        public const ushort TagCommandTemplate = 0x83;

        /// <summary>Response template, format 2.</summary>
        public const ushort TagResponseTemplate = 0x77;

        /// <summary>Proprietary template in the FCI.</summary>
        public const ushort TagFciProprietary = 0xA5;

        /// <summary>Application label in the FCI.</summary>
        public const ushort TagLabel = 0x50;

        /// <summary>PDOL in the FCI.</summary>
        public const ushort TagPdol = 0x9F38;

        /// <summary>Primary account number, cn, padded with F: 5 to 10 bytes.</summary>
        public const ushort TagPan = 0x5A;

        /// <summary>Expiration date, n6 YYMMDD, 3 bytes.</summary>
        public const ushort TagExpiry = 0x5F24;

        /// <summary>Application transaction counter, 2 bytes.</summary>
        public const ushort TagCounter = 0x9F36;

        /// <summary>Application cryptogram, 8 bytes.</summary>
        public const ushort TagCryptogram = 0x9F26;

        /// <summary>Unpredictable number, 4 bytes.</summary>
        public const ushort TagUnpredictable = 0x9F37;

        /// <summary>Length of the cryptogram in bytes.</summary>
        public const int CryptogramLength = 8;

        /// <summary>Length of a card key in bytes.</summary>
        public const int KeyLength = 16;

        /// <summary>Value of the PDOL: unpredictable number (4), amount (6), currency (2).</summary>
        public static byte[] Pdol() => new byte[] { 0x9F, 0x37, 0x04, 0x9F, 0x02, 0x06, 0x5F, 0x2A, 0x02 };

        /// <summary>The application identifier, 9 bytes, a fresh array: F0, "PAYCARD", version 01.</summary>
        public static byte[] Aid() => new byte[] { 0xF0, 0x50, 0x41, 0x59, 0x43, 0x41, 0x52, 0x44, 0x01 };

        /// <summary>
        /// The cryptogram: the first 8 bytes of AES-CMAC under the card's key over PDOL data (12), counter (2), expiry (3) and the PAN as it stands in tag 5A.
        /// </summary>
        /// <param name="key">The card's key, 16 bytes.</param>
        /// <param name="pdolData">Unpredictable number, amount, currency, as the terminal sent them: 12 bytes.</param>
        /// <param name="counter">The counter of this reading.</param>
        /// <param name="expiry">Value of tag 5F24, 3 bytes.</param>
        /// <param name="pan">Value of tag 5A.</param>
        public static byte[] Cryptogram(byte[] key, byte[] pdolData, ushort counter, byte[] expiry, byte[] pan)
        {
            byte[] input = Bytes.Concat(Bytes.Concat(pdolData, new byte[] { (byte)(counter >> 8), (byte)counter }), Bytes.Concat(expiry, pan));
            return Bytes.Slice(AesCmac.Compute(key, input), 0, CryptogramLength);
        }
    }
}
