using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// Reads what is held to the reader, one command of the reader's a step, so that keys and display have their turn in between: a token (SELECT, GET
    /// DATA, GET CODE), a bank card (SELECT, GET PROCESSING OPTIONS), or the first text of an NDEF tag.
    /// </summary>
    internal sealed class CardReading
    {
        // From one look to the next: it takes half of that, and the other half belongs to the keys.
        private const int LookMs = 80;
        private const int AfterTroubleMs = 300;
        private const int NotLitYetMs = 150;
        private const int TagArea = 160;
        private const int TagRead = 16;
        private const byte ReadPages = 0x30;
        private const byte ContainerPage = 3;
        private const byte ContainerMagic = 0xE1;
        private const byte IsoDep = 0x20;
        private const byte Type2Sak = 0x00;

        private readonly NfcReader _reader;
        private readonly Randomness _random;
        private readonly byte[] _tagArea = new byte[TagArea];
        private Next _next;
        private byte _target;
        private bool _wantsCode;
        private bool _cardFirst;
        private bool _isSecond;
        private bool _mustRelease;
        private bool _isDark;
        private int _tagCount;
        private long _notBeforeMs;
        private byte[] _amountAndCurrency;
        private byte[] _tokenSerial = new byte[0];

        public CardReading(NfcReader reader, Randomness random)
        {
            _reader = reader;
            _random = random;
        }

        private enum Next
        {
            Find,
            SelectToken,
            TokenData,
            Code,
            SelectCard,
            ProcessingOptions,
            TagContainer,
            TagPages,
        }

        /// <summary>Whether the token that was found is believed to be there.</summary>
        public bool HasToken { get; private set; }

        /// <summary>Fields for the event of what was found.</summary>
        public TlvList Fields { get; private set; }

        /// <summary>Begins to look for something to read.</summary>
        /// <param name="transaction">What it is for: a transfer asks for the bank card first, a purchase for the token.</param>
        /// <param name="wantsCode">Whether only a token with a lit code will do.</param>
        public void Begin(Transaction transaction, bool wantsCode)
        {
            _amountAndCurrency = new byte[8];
            Bcd.Put(transaction.AmountMinor, _amountAndCurrency, 0, 6);
            Bcd.Put(transaction.Currency, _amountAndCurrency, 6, 2);
            _cardFirst = transaction.Type == TokenApplet.TypeTransfer && !wantsCode;
            _wantsCode = wantsCode;
            _tokenSerial = wantsCode ? _tokenSerial : new byte[0];
            _notBeforeMs = 0;
            Forget();
        }

        /// <summary>Forgets the card that was there; the field goes off where nobody is asked for one.</summary>
        public void Forget()
        {
            _mustRelease |= HasToken || _next != Next.Find;
            HasToken = false;
            _next = Next.Find;
        }

        /// <summary>Does one thing.</summary>
        public Found Step(long nowMs)
        {
            if (nowMs < _notBeforeMs || !_reader.IsPresent)
            {
                return Found.Reading;
            }

            switch (_next)
            {
                case Next.Find:
                    return Find(nowMs);
                case Next.SelectToken:
                    return Selected(TokenApplet.Aid(), Next.TokenData, Next.SelectCard, nowMs);
                case Next.TokenData:
                    return TakeTokenData(nowMs);
                case Next.Code:
                    return TakeCode(nowMs);
                case Next.SelectCard:
                    return Selected(BankCardApplet.Aid(), Next.ProcessingOptions, Next.SelectToken, nowMs);
                case Next.ProcessingOptions:
                    return TakeCard(nowMs);
                case Next.TagContainer:
                    return TakeContainer(nowMs);
                default:
                    return TakePages(nowMs);
            }
        }

        /// <summary>Gives the token that was found a command.</summary>
        /// <returns>Its answer; null if it left or did not answer in time.</returns>
        public byte[] Exchange(byte[] command)
        {
            byte[] answer = _reader.Exchange(_target, command);
            HasToken = answer != null && answer.Length >= 2;
            return HasToken ? answer : null;
        }

        private Found Find(long nowMs)
        {
            if (_mustRelease)
            {
                _mustRelease = false;
                _reader.Release();
                return Found.Reading;
            }

            byte[] list = _reader.Find();
            if (list == null)
            {
                _notBeforeMs = nowMs + LookMs;
                return Found.Nothing;
            }

            if (list[0] > 1)
            {
                return End(Found.Several, nowMs);
            }

            // Number of the target, ATQA (2), SAK, length of the UID (UM0701-02 §7.3.5).
            if (list.Length < 6)
            {
                return End(Found.Gone, nowMs);
            }

            _target = list[1];
            _isSecond = false;
            _isDark = false;
            _mustRelease = true;
            byte sak = list[4];
            if ((sak & IsoDep) != 0)
            {
                _next = _cardFirst ? Next.SelectCard : Next.SelectToken;
                return Found.Reading;
            }

            if (sak != Type2Sak)
            {
                return Unreadable(null, nowMs);
            }

            _next = Next.TagContainer;
            return Found.Reading;
        }

        private Found Selected(byte[] aid, Next next, Next other, long nowMs)
        {
            ResponseApdu answer = Ask(new CommandApdu(TokenApplet.ClaIso, TokenApplet.InsSelect, TokenApplet.SelectByName, 0, aid, 256));
            if (answer == null)
            {
                return End(Found.Gone, nowMs);
            }

            if (answer.StatusWord == StatusWord.Success)
            {
                _next = next;
                return Found.Reading;
            }

            if (_isSecond || _wantsCode)
            {
                return Unreadable(answer, nowMs);
            }

            _isSecond = true;
            _next = other;
            return Found.Reading;
        }

        private Found TakeTokenData(long nowMs)
        {
            ResponseApdu answer = Ask(new CommandApdu(
                TokenApplet.ClaPlain, TokenApplet.InsGetData, 0, (byte)TokenApplet.TagTokenInformation, new byte[0], 256));
            if (answer == null)
            {
                // A token that is taken away to be looked at has not failed.
                return End(_isDark ? Found.Nothing : Found.Gone, nowMs);
            }

            TokenInformation token;
            if (answer.StatusWord != StatusWord.Success || !TokenInformation.TryParse(answer.Data, out token))
            {
                return Unreadable(answer, nowMs);
            }

            if (!_wantsCode)
            {
                Fields = new TlvList().Add(TokenApplet.TagSerial, token.Serial).AddNumber(TokenApplet.TagFlags, token.Flags, 1);
                HasToken = true;
                _tokenSerial = token.Serial;
                _next = Next.Find;
                return Found.Token;
            }

            if ((token.Flags & TokenApplet.FlagCodeLit) == 0)
            {
                if ((token.Flags & TokenApplet.FlagBusy) == 0 && Bytes.Same(token.Serial, _tokenSerial))
                {
                    return End(Found.Declined, nowMs);
                }

                _isDark = true;
                _notBeforeMs = nowMs + NotLitYetMs;
                return Found.Reading;
            }

            _next = Next.Code;
            return Found.Reading;
        }

        private Found TakeCode(long nowMs)
        {
            ResponseApdu answer = Ask(new CommandApdu(TokenApplet.ClaPlain, TokenApplet.InsGetCode, 0, 0, new byte[0], 256));
            if (answer == null)
            {
                return End(Found.Gone, nowMs);
            }

            if (answer.StatusWord != StatusWord.Success || answer.Data.Length != Core.Codes.AuthorizationPayload.DynamicLength)
            {
                return Unreadable(answer, nowMs);
            }

            Fields = new TlvList().Add(TerminalApplet.TagPayload, answer.Data);
            return End(Found.Code, nowMs);
        }

        private Found TakeCard(long nowMs)
        {
            byte[] unpredictable = _random.Next(4);
            if (unpredictable == null)
            {
                return End(Found.Nothing, nowMs);
            }

            byte[] data = Bytes.Concat(unpredictable, _amountAndCurrency);
            byte[] template = new TlvList().Add(BankCardApplet.TagCommandTemplate, data).ToBytes();
            ResponseApdu answer = Ask(new CommandApdu(TokenApplet.ClaPlain, BankCardApplet.InsGetProcessingOptions, 0, 0, template, 256));
            if (answer == null)
            {
                return End(Found.Gone, nowMs);
            }

            TlvList fields = answer.StatusWord == StatusWord.Success ? CardFields(answer.Data, unpredictable) : null;
            if (fields == null)
            {
                return Unreadable(answer, nowMs);
            }

            Fields = fields;
            return End(Found.BankCard, nowMs);
        }

        private Found TakeContainer(long nowMs)
        {
            byte[] answer = _reader.Exchange(_target, new byte[] { ReadPages, ContainerPage });
            if (answer == null || answer.Length != TagRead)
            {
                return End(Found.Gone, nowMs);
            }

            if (answer[0] != ContainerMagic)
            {
                return Unreadable(null, nowMs);
            }

            // The container's page came with the first three of the data area.
            _tagCount = TagRead - 4;
            System.Array.Copy(answer, 4, _tagArea, 0, _tagCount);
            _next = Next.TagPages;
            return Found.Reading;
        }

        private Found TakePages(long nowMs)
        {
            int start;
            int length = NdefText.Locate(_tagArea, _tagCount, out start);
            if (length >= 0 && start + length <= _tagCount && start > 0)
            {
                byte[] text = NdefText.Read(_tagArea, start, length);
                if (text == null)
                {
                    return Unreadable(null, nowMs);
                }

                Fields = new TlvList().Add(TerminalApplet.TagText, text);
                return End(Found.Tag, nowMs);
            }

            if (length < 0 || start + length > TagArea || _tagCount + TagRead > TagArea)
            {
                return Unreadable(null, nowMs);
            }

            byte[] answer = _reader.Exchange(_target, new byte[] { ReadPages, (byte)(ContainerPage + 1 + _tagCount / 4) });
            if (answer == null || answer.Length != TagRead)
            {
                return End(Found.Gone, nowMs);
            }

            System.Array.Copy(answer, 0, _tagArea, _tagCount, TagRead);
            _tagCount += TagRead;
            return Found.Reading;
        }

        // The card's own fields and the number that it was given; null unless all of them are there.
        private static TlvList CardFields(byte[] data, byte[] unpredictable)
        {
            TlvList outer, inner;
            byte[] template = TlvList.TryParse(data, out outer) ? outer.Find(BankCardApplet.TagResponseTemplate) : null;
            if (template == null || !TlvList.TryParse(template, out inner))
            {
                return null;
            }

            byte[] pan = inner.Find(BankCardApplet.TagPan);
            byte[] expiry = inner.Find(BankCardApplet.TagExpiry, 3);
            byte[] counter = inner.Find(BankCardApplet.TagCounter, 2);
            byte[] cryptogram = inner.Find(BankCardApplet.TagCryptogram, BankCardApplet.CryptogramLength);
            if (pan == null || AccountNumber.Digits(pan) == null || expiry == null || counter == null || cryptogram == null)
            {
                return null;
            }

            return new TlvList()
                .Add(BankCardApplet.TagPan, pan)
                .Add(BankCardApplet.TagExpiry, expiry)
                .Add(BankCardApplet.TagCounter, counter)
                .Add(BankCardApplet.TagUnpredictable, unpredictable)
                .Add(BankCardApplet.TagCryptogram, cryptogram);
        }

        private ResponseApdu Ask(CommandApdu command)
        {
            byte[] answer = _reader.Exchange(_target, command.ToBytes());
            ResponseApdu response;
            return answer != null && ResponseApdu.TryParse(answer, 0, answer.Length, out response) ? response : null;
        }

        private Found Unreadable(ResponseApdu answer, long nowMs)
        {
            Fields = answer == null ? null : new TlvList().AddNumber(TerminalApplet.TagCardStatus, answer.StatusWord, 2);
            return End(Found.Unreadable, nowMs);
        }

        private Found End(Found found, long nowMs)
        {
            _next = Next.Find;
            if (found == Found.Gone || found == Found.Several)
            {
                Fields = null;
            }

            if (found == Found.Gone || found == Found.Several || found == Found.Unreadable)
            {
                _notBeforeMs = nowMs + AfterTroubleMs;
            }

            return found;
        }
    }
}
