namespace PaymentCode.Core.Applet
{
    /// <summary>
    /// Every number of the token application, docs/PROTOCOLS.md §1: both the token and the bank take them from here. Tags are BER-TLV
    /// tags, EMV's where one exists. Status words are in <see cref="Apdu.StatusWord"/>.
    /// </summary>
    public static class TokenApplet
    {
        /// <summary>Class of a command without secure messaging, except SELECT.</summary>
        public const byte ClaPlain = 0x80;

        /// <summary>Class of a command under SCP03, and of EXTERNAL AUTHENTICATE.</summary>
        public const byte ClaSecure = 0x84;

        /// <summary>Class of SELECT.</summary>
        public const byte ClaIso = 0x00;

        /// <summary>SELECT, P1 04 (by name), P2 00.</summary>
        public const byte InsSelect = 0xA4;

        /// <summary>P1 of SELECT: by application identifier.</summary>
        public const byte SelectByName = 0x04;

        /// <summary>GET DATA; P1 P2 are the tag, 00E1.</summary>
        public const byte InsGetData = 0xCA;

        /// <summary>INITIALIZE UPDATE, P1 key version number (00 the newest).</summary>
        public const byte InsInitializeUpdate = 0x50;

        /// <summary>EXTERNAL AUTHENTICATE, P1 security level.</summary>
        public const byte InsExternalAuthenticate = 0x82;

        /// <summary>PUT KEY, P1 the version replaced or 00, P2 81.</summary>
        public const byte InsPutKey = 0xD8;

        /// <summary>P2 of PUT KEY: several keys, the first has identifier 1.</summary>
        public const byte PutKeyFirstOfSeveral = 0x81;

        /// <summary>DELETE KEY; the data is <see cref="TagKeyVersion"/> 01 KVN.</summary>
        public const byte InsDeleteKey = 0xE4;

        /// <summary>PUT DATA; P1 P2 are the tag, <see cref="TagClock"/>.</summary>
        public const byte InsPutData = 0xDA;

        /// <summary>GENERATE CODE, P1 the form of the code.</summary>
        public const byte InsGenerateCode = 0xAE;

        /// <summary>GET STATUS.</summary>
        public const byte InsGetStatus = 0xF2;

        /// <summary>CANCEL.</summary>
        public const byte InsCancel = 0x34;

        /// <summary>GET CODE.</summary>
        public const byte InsGetCode = 0x36;

        /// <summary>FCI template, answer of SELECT.</summary>
        public const ushort TagFci = 0x6F;

        /// <summary>Application identifier within the FCI.</summary>
        public const ushort TagAid = 0x84;

        /// <summary>Template of GET DATA.</summary>
        public const ushort TagTokenInformation = 0xE1;

        /// <summary>Serial number, 8 bytes.</summary>
        public const ushort TagSerial = 0xC1;

        /// <summary>Firmware major, minor, patch, then protocol version: 4 bytes.</summary>
        public const ushort TagVersions = 0xC2;

        /// <summary>Life cycle, 1 byte, one of the LifeCycle constants.</summary>
        public const ushort TagLifeCycle = 0xC3;

        /// <summary>Display profile: width (2), height (2), formats (1).</summary>
        public const ushort TagDisplay = 0xC4;

        /// <summary>Newest key version, 1 byte, 00 none.</summary>
        public const ushort TagNewestKeyVersion = 0xC5;

        /// <summary>Flags in token information, 1 byte.</summary>
        public const ushort TagFlags = 0xC6;

        /// <summary>Seconds until the next authentication is accepted, 1 byte.</summary>
        public const ushort TagDelay = 0xC7;

        /// <summary>Key version number in DELETE KEY, 1 byte (GlobalPlatform 2.3.1 §11.2.2).</summary>
        public const ushort TagKeyVersion = 0xD2;

        /// <summary>UTC in PUT DATA, seconds since 1970-01-01, 4 bytes big-endian.</summary>
        public const ushort TagClock = 0xDF21;

        /// <summary>Key and indices for payment codes in PUT DATA, <see cref="PaymentKeyData"/>; empty to erase them.</summary>
        public const ushort TagPaymentKeyData = 0xDF22;

        /// <summary>The account's key for payment codes, 32 bytes.</summary>
        public const ushort TagPaymentKey = 0xDF51;

        /// <summary>Version of that key, 2 bytes.</summary>
        public const ushort TagPaymentKeyVersion = 0xDF52;

        /// <summary>The issuer's prefix, n2.</summary>
        public const ushort TagPaymentPrefix = 0xDF53;

        /// <summary>Validity of the codes in seconds, 2 bytes.</summary>
        public const ushort TagPaymentValidity = 0xDF54;

        /// <summary>Number of the batch of indices, 4 bytes.</summary>
        public const ushort TagPaymentBatch = 0xDF55;

        /// <summary>The batch's indices in the order of their use, n10 each, 5 to 250 bytes.</summary>
        public const ushort TagPaymentIndices = 0xDF56;

        /// <summary>Indices that no code was made of yet, 1 byte.</summary>
        public const ushort TagPaymentRemaining = 0xDF57;

        /// <summary>Transaction type, 1 byte BCD (EMV 9C).</summary>
        public const ushort TagTransactionType = 0x9C;

        /// <summary>Amount, n12, minor units (EMV 9F02).</summary>
        public const ushort TagAmount = 0x9F02;

        /// <summary>Currency, ISO 4217 numeric, n3 in 2 bytes (EMV 5F2A).</summary>
        public const ushort TagCurrency = 0x5F2A;

        /// <summary>Currency exponent, 1 byte (EMV 5F36).</summary>
        public const ushort TagExponent = 0x5F36;

        /// <summary>Payee or place, 1 to 40 characters.</summary>
        public const ushort TagPayee = 0xDF11;

        /// <summary>Reservation reference, n10.</summary>
        public const ushort TagReservation = 0xDF12;

        /// <summary>Who may hold the code, 1 byte, one of the Holder constants.</summary>
        public const ushort TagHolder = 0xDF13;

        /// <summary>The bank's nonce, 4 bytes (EMV 9F37, unpredictable number).</summary>
        public const ushort TagNonce = 0x9F37;

        /// <summary>Expiry, UTC seconds since 1970-01-01, 4 bytes.</summary>
        public const ushort TagExpiry = 0xDF14;

        /// <summary>Outcome in GET STATUS, 1 byte, one of the Outcome constants.</summary>
        public const ushort TagOutcome = 0xDF15;

        /// <summary>Application transaction counter, 2 bytes (EMV 9F36).</summary>
        public const ushort TagCounter = 0x9F36;

        /// <summary>Flags in GET STATUS, 1 byte.</summary>
        public const ushort TagStatusFlags = 0xDF16;

        /// <summary>No keys yet.</summary>
        public const byte LifeCycleBlank = 0x00;

        /// <summary>Transport keys only.</summary>
        public const byte LifeCycleInitialised = 0x01;

        /// <summary>The bank's keys are present.</summary>
        public const byte LifeCyclePersonalised = 0x0F;

        /// <summary>Out of use.</summary>
        public const byte LifeCycleLocked = 0x7F;

        /// <summary>The display profile's formats: matrix symbol.</summary>
        public const byte FormatMatrix = 0x01;

        /// <summary>The display profile's formats: ten digits.</summary>
        public const byte FormatDigits = 0x02;

        /// <summary>The clock is valid.</summary>
        public const byte FlagClockValid = 0x01;

        /// <summary>A transaction waits or a code is held.</summary>
        public const byte FlagBusy = 0x02;

        /// <summary>The counter is at FFFF: keys must be replaced.</summary>
        public const byte FlagKeysUsedUp = 0x04;

        /// <summary>Authentication is being delayed.</summary>
        public const byte FlagAuthenticationDelayed = 0x08;

        /// <summary>A code is lit on the display now: GET CODE over NFC answers.</summary>
        public const byte FlagCodeLit = 0x10;

        /// <summary>This nonce is unknown.</summary>
        public const byte OutcomeUnknown = 0x00;

        /// <summary>The customer has not answered yet.</summary>
        public const byte OutcomePending = 0x01;

        /// <summary>Confirmed; the code is held or shown.</summary>
        public const byte OutcomeConfirmed = 0x02;

        /// <summary>The customer declined.</summary>
        public const byte OutcomeDeclined = 0x03;

        /// <summary>Nobody answered before the expiry.</summary>
        public const byte OutcomeExpired = 0x04;

        /// <summary>CANCEL ended it.</summary>
        public const byte OutcomeCancelled = 0x05;

        /// <summary>Power was lost or the display failed before a code was made.</summary>
        public const byte OutcomeFailed = 0x06;

        /// <summary>Confirmed before; the code is gone.</summary>
        public const byte OutcomeEnded = 0x07;

        /// <summary>Transaction type: purchase.</summary>
        public const byte TypePurchase = 0x00;

        /// <summary>Transaction type: cash withdrawal.</summary>
        public const byte TypeWithdrawal = 0x01;

        /// <summary>Transaction type: transfer.</summary>
        public const byte TypeTransfer = 0x40;

        /// <summary>The code exists on the token's display only.</summary>
        public const byte HolderToken = 0x00;

        /// <summary>The code is released to a phone: GET CODE may fetch it.</summary>
        public const byte HolderPhone = 0x01;

        /// <summary>P1 of GENERATE CODE and form of the payload: dynamic code.</summary>
        public const byte FormDynamic = 0;

        /// <summary>P1 of GENERATE CODE and form of the payload: signature, reserved.</summary>
        public const byte FormSignature = 1;

        /// <summary>Version of this protocol, last byte of <see cref="TagVersions"/>.</summary>
        public const byte ProtocolVersion = 1;

        /// <summary>Length of a serial number in bytes.</summary>
        public const int SerialLength = 8;

        /// <summary>Largest application transaction counter; at this value no code is made any more.</summary>
        public const ushort MaxCounter = 0xFFFF;

        /// <summary>OCRA suite of the picture: counter and 64 hexadecimal digits of challenge, untruncated.</summary>
        public const string PictureSuite = "OCRA-1:HOTP-SHA256-0:C-QH64";

        /// <summary>OCRA suite of the ten digits.</summary>
        public const string DigitsSuite = "OCRA-1:HOTP-SHA256-10:C-QH64";

        /// <summary>The application identifier, 9 bytes, a fresh array: F0, "PAYCODE", version 01.</summary>
        public static byte[] Aid() => new byte[] { 0xF0, 0x50, 0x41, 0x59, 0x43, 0x4F, 0x44, 0x45, 0x01 };
    }
}
