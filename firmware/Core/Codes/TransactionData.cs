using System;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Core.Codes
{
    /// <summary>
    /// The transaction that a code is bound to, docs/PROTOCOLS.md §2: the data of GENERATE CODE. Its one valid encoding is what the
    /// challenge is computed over, and the token shows nothing but its fields.
    /// </summary>
    public sealed class TransactionData
    {
        /// <summary>Largest amount in minor units: twelve digits.</summary>
        public const long MaxAmountMinor = 999999999999;

        /// <summary>Largest reservation reference: ten digits.</summary>
        public const long MaxReservation = 9999999999;

        /// <summary>Most characters of <see cref="Payee"/>.</summary>
        public const int MaxPayeeLength = 40;

        /// <summary>Largest encoding in bytes: that of a payee of 40 characters.</summary>
        public const int MaxLength = 90;

        private const string PayeePunctuation = " .,-/:&'()+#*";
        private const string ChallengeKey = "PaymentCode transaction v1";

        /// <summary><see cref="TokenApplet.TypeWithdrawal"/>, <see cref="TokenApplet.TypePurchase"/> or <see cref="TokenApplet.TypeTransfer"/>.</summary>
        public byte Type { get; set; } = TokenApplet.TypeWithdrawal;

        /// <summary>Amount in the currency's minor units, 1 to <see cref="MaxAmountMinor"/>.</summary>
        public long AmountMinor { get; set; }

        /// <summary>ISO 4217 numeric code, as a number: 156 for CNY.</summary>
        public ushort CurrencyNumeric { get; set; }

        /// <summary>Decimal places of the currency; must be what <see cref="Iso4217"/> says.</summary>
        public byte Exponent { get; set; }

        /// <summary>Payee or place, 1 to 40 characters: letters A–Z a–z, digits, space and .,-/:&amp;'()+#*, no space at either end.</summary>
        public string Payee { get; set; } = "";

        /// <summary>Reservation reference, 0 to <see cref="MaxReservation"/>.</summary>
        public long Reservation { get; set; }

        /// <summary>Who may hold the code: <see cref="TokenApplet.HolderToken"/> or <see cref="TokenApplet.HolderPhone"/>.</summary>
        public byte Holder { get; set; }

        /// <summary>The bank's unpredictable number, never used twice with one token.</summary>
        public uint Nonce { get; set; }

        /// <summary>Expiry, UTC, in seconds since 1970-01-01.</summary>
        public uint ExpiresAt { get; set; }

        /// <summary>The name of the first field whose value is not allowed, or null.</summary>
        public string InvalidField()
        {
            if (Type != TokenApplet.TypeWithdrawal && Type != TokenApplet.TypePurchase && Type != TokenApplet.TypeTransfer)
            {
                return "Type";
            }

            if (AmountMinor < 1 || AmountMinor > MaxAmountMinor)
            {
                return "AmountMinor";
            }

            if (!Iso4217.TryFind(CurrencyNumeric, out string _, out byte exponent))
            {
                return "CurrencyNumeric";
            }

            return Exponent != exponent ? "Exponent"
                : !IsShowable(Payee) ? "Payee"
                : Reservation < 0 || Reservation > MaxReservation ? "Reservation"
                : Holder > TokenApplet.HolderPhone ? "Holder"
                : null;
        }

        /// <summary>
        /// Reads a transaction. False unless the bytes are exactly what <see cref="ToBytes"/> gives for valid fields: all tags, in order,
        /// in their shortest form, nothing else.
        /// </summary>
        public static bool TryParse(byte[] tlv, out TransactionData transaction)
        {
            transaction = null;
            if (tlv.Length > MaxLength)
            {
                return false;
            }

            TransactionData read = new TransactionData();
            TlvReader reader = new TlvReader(tlv, 0, tlv.Length);
            while (reader.Read())
            {
                read.Take(reader, tlv);
            }

            if (reader.IsMalformed || read.InvalidField() != null || !Bytes.Same(read.Encode(), tlv))
            {
                return false;
            }

            transaction = read;
            return true;
        }

        /// <summary>The one encoding of this transaction.</summary>
        /// <exception cref="ArgumentException">A field's value is not allowed; the message is its name.</exception>
        public byte[] ToBytes()
        {
            string invalid = InvalidField();
            if (invalid != null)
            {
                throw new ArgumentException(invalid);
            }

            return Encode();
        }

        /// <summary>
        /// The OCRA challenge, 32 bytes: HMAC-SHA-256 of <see cref="ToBytes"/> under a fixed, public key, because the device has no plain SHA-256.
        /// </summary>
        public byte[] Challenge() => DeviceCrypto.HmacSha256(Bytes.FromAscii(ChallengeKey), ToBytes());

        private static bool IsShowable(string payee)
        {
            if (payee.Length < 1 || payee.Length > MaxPayeeLength || payee[0] == ' ' || payee[payee.Length - 1] == ' ')
            {
                return false;
            }

            foreach (char c in payee)
            {
                bool alphanumeric = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                if (!alphanumeric && PayeePunctuation.IndexOf(c) < 0)
                {
                    return false;
                }
            }

            return true;
        }

        private byte[] Encode()
        {
            TlvWriter writer = new TlvWriter(MaxLength);
            writer.WriteNumber(TokenApplet.TagTransactionType, Type, 1);
            writer.WriteBcd(TokenApplet.TagAmount, AmountMinor, 6);
            writer.WriteBcd(TokenApplet.TagCurrency, CurrencyNumeric, 2);
            writer.WriteNumber(TokenApplet.TagExponent, Exponent, 1);
            writer.Write(TokenApplet.TagPayee, Bytes.FromAscii(Payee));
            writer.WriteBcd(TokenApplet.TagReservation, Reservation, 5);
            writer.WriteNumber(TokenApplet.TagHolder, Holder, 1);
            writer.WriteNumber(TokenApplet.TagNonce, Nonce, 4);
            writer.WriteNumber(TokenApplet.TagExpiry, ExpiresAt, 4);
            return writer.ToArray();
        }

        // What does not fit a field is left at its default; the comparison with ToBytes() refuses it.
        private void Take(TlvReader reader, byte[] tlv)
        {
            ulong number = reader.GetNumber();
            Bcd.TryGet(tlv, reader.Offset, reader.Length < 7 ? reader.Length : 0, out long digits);
            switch (reader.Tag)
            {
                case TokenApplet.TagTransactionType:
                    Type = (byte)number;
                    break;
                case TokenApplet.TagAmount:
                    AmountMinor = digits;
                    break;
                case TokenApplet.TagCurrency:
                    CurrencyNumeric = (ushort)digits;
                    break;
                case TokenApplet.TagExponent:
                    Exponent = (byte)number;
                    break;
                case TokenApplet.TagPayee:
                    char[] characters = new char[reader.Length];
                    for (int i = 0; i < characters.Length; i++)
                    {
                        characters[i] = (char)tlv[reader.Offset + i];
                    }

                    Payee = new string(characters);
                    break;
                case TokenApplet.TagReservation:
                    Reservation = digits;
                    break;
                case TokenApplet.TagHolder:
                    Holder = (byte)number;
                    break;
                case TokenApplet.TagNonce:
                    Nonce = (uint)number;
                    break;
                case TokenApplet.TagExpiry:
                    ExpiresAt = (uint)number;
                    break;
            }
        }
    }
}
