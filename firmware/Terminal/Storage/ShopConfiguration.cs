using System;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Device;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// What the bank set the terminal up with (PROTOCOLS.md 8.1), and the language that somebody chose since: terminal identification (8) · currency
    /// (2) · exponent (1) · language (1) · length of the shop's name (1) · name (40).
    /// </summary>
    internal sealed class ShopConfiguration
    {
        public const int BodyLength = NameOffset + TransactionData.MaxPayeeLength;
        private const int CurrencyOffset = TerminalApplet.TerminalIdLength;
        private const int ExponentOffset = CurrencyOffset + 2;
        private const int LanguageOffset = ExponentOffset + 1;
        private const int LengthOffset = LanguageOffset + 1;
        private const int NameOffset = LengthOffset + 1;
        private readonly FramRecord _record;

        public ShopConfiguration(Fram fram, int address)
        {
            _record = new FramRecord(fram, address, BodyLength);
            Adopt(new byte[BodyLength]);
        }

        /// <summary>Whether the terminal was configured.</summary>
        public bool Exists
        {
            get { return _record.Exists; }
        }

        /// <summary>Terminal identification, 8 letters or digits.</summary>
        public string TerminalId { get; private set; }

        /// <summary>ISO 4217 numeric code.</summary>
        public ushort Currency { get; private set; }

        /// <summary>ISO 4217 letters.</summary>
        public string CurrencyLetters { get; private set; }

        /// <summary>Decimal places of the currency.</summary>
        public byte Exponent { get; private set; }

        /// <summary><see cref="TerminalApplet.LanguageEnglish"/> or <see cref="TerminalApplet.LanguageChinese"/>.</summary>
        public byte Language { get; private set; }

        /// <summary>Name of the shop.</summary>
        public string ShopName { get; private set; }

        /// <summary>Reads the record.</summary>
        /// <returns>False if the memory does not answer.</returns>
        public bool TryLoad()
        {
            byte[] body = new byte[BodyLength];
            bool done = _record.TryLoad() && (!_record.Exists || _record.TryRead(body));
            Adopt(body);
            return done;
        }

        /// <summary>The record's body for the data of PUT DATA. False unless every field is there and within its range.</summary>
        public static bool TryParse(byte[] data, out byte[] body)
        {
            body = null;
            TlvList fields;
            ulong exponent, language;
            long currency;
            if (!TlvList.TryParse(data, out fields)
                || !fields.TryGetBcd(TokenApplet.TagCurrency, 2, out currency)
                || !fields.TryGetNumber(TokenApplet.TagExponent, 1, out exponent)
                || !fields.TryGetNumber(TerminalApplet.TagLanguage, 1, out language)
                || language > TerminalApplet.LanguageChinese)
            {
                return false;
            }

            byte[] id = fields.Find(TerminalApplet.TagTerminalId, TerminalApplet.TerminalIdLength);
            byte[] name = fields.Find(TokenApplet.TagPayee);
            if (id == null || !Ascii.IsLettersAndDigits(id) || name == null || name.Length > TransactionData.MaxPayeeLength)
            {
                return false;
            }

            // A transaction of this shop must be one that a token would show.
            TransactionData sample = new TransactionData();
            sample.AmountMinor = 1;
            sample.CurrencyNumeric = (ushort)currency;
            sample.Exponent = (byte)exponent;
            sample.Payee = Ascii.Text(name);
            if (sample.InvalidField() != null)
            {
                return false;
            }

            body = new byte[BodyLength];
            Array.Copy(id, 0, body, 0, id.Length);
            BigEndian.Put((ulong)currency, body, CurrencyOffset, 2);
            body[ExponentOffset] = (byte)exponent;
            body[LanguageOffset] = (byte)language;
            body[LengthOffset] = (byte)name.Length;
            Array.Copy(name, 0, body, NameOffset, name.Length);
            return true;
        }

        /// <summary>Replaces the configuration.</summary>
        /// <returns>False if the memory did not take it; nothing has changed then.</returns>
        public bool TryStore(byte[] body)
        {
            bool done = _record.TryWrite(body);
            if (done)
            {
                Adopt(body);
            }

            return done;
        }

        /// <summary>Changes the language that somebody chose at the terminal.</summary>
        public bool TrySwitchLanguage()
        {
            byte[] body = new byte[BodyLength];
            if (!_record.TryRead(body))
            {
                return false;
            }

            body[LanguageOffset] = (byte)(TerminalApplet.LanguageChinese - body[LanguageOffset]);
            return TryStore(body);
        }

        private void Adopt(byte[] body)
        {
            string letters;
            byte exponent;
            Currency = BigEndian.GetUInt16(body, CurrencyOffset);
            CurrencyLetters = Iso4217.TryFind(Currency, out letters, out exponent) ? letters : "";
            TerminalId = Ascii.Text(Bytes.Slice(body, 0, TerminalApplet.TerminalIdLength));
            Exponent = body[ExponentOffset];
            Language = body[LanguageOffset];
            ShopName = Ascii.Text(Bytes.Slice(body, NameOffset, body[LengthOffset]));
        }
    }
}
