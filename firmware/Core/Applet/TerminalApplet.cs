namespace PaymentCode.Core.Applet
{
    /// <summary>
    /// Every number of the terminal application, docs/PROTOCOLS.md §8: both the terminal and the bank take them from here. Classes, SELECT, GET DATA,
    /// the secure channel and the loading of keys are the token's (<see cref="TokenApplet"/>).
    /// </summary>
    public static class TerminalApplet
    {
        /// <summary>GET EVENT, protected: acknowledges what the bank has, asks for the next.</summary>
        public const byte InsGetEvent = 0x38;

        /// <summary>DIRECT, protected: what the terminal is to do next in a transaction.</summary>
        public const byte InsDirect = 0x3A;

        /// <summary>EXCHANGE, protected: one command APDU for the card or token in the field.</summary>
        public const byte InsExchange = 0x3C;

        /// <summary>SET AMOUNT, plain: the shop's till enters an amount in place of the keypad.</summary>
        public const byte InsSetAmount = 0x3E;

        /// <summary>Template of the configuration, P1 P2 of PUT DATA.</summary>
        public const ushort TagConfiguration = 0xDF40;

        /// <summary>Terminal identification, 8 letters or digits (EMV 9F1C).</summary>
        public const ushort TagTerminalId = 0x9F1C;

        /// <summary>Language in the configuration, 1 byte: <see cref="LanguageEnglish"/> or <see cref="LanguageChinese"/>.</summary>
        public const ushort TagLanguage = 0xDF44;

        /// <summary>Transaction number, 4 bytes: rises by one with each, never repeats (EMV 9F41).</summary>
        public const ushort TagTransaction = 0x9F41;

        /// <summary>Sequence number of an event, 4 bytes, rises by one with each, never repeats; in GET EVENT the newest one that the bank has.</summary>
        public const ushort TagSequence = 0xDF30;

        /// <summary>What the terminal does at the moment, 1 byte, one of the State constants.</summary>
        public const ushort TagState = 0xDF32;

        /// <summary>Kind of an event, 1 byte, one of the Event constants.</summary>
        public const ushort TagEvent = 0xDF34;

        /// <summary>Receiver's id in a transfer, 1 to 20 letters and digits.</summary>
        public const ushort TagReceiver = 0xDF35;

        /// <summary>Payload of an authorization code, 48 bytes.</summary>
        public const ushort TagPayload = 0xDF36;

        /// <summary>Text of an NDEF tag, 1 to 64 characters of ASCII.</summary>
        public const ushort TagText = 0xDF37;

        /// <summary>PIN block, 16 bytes (ISO 9564-1 format 4).</summary>
        public const ushort TagPinBlock = 0xDF38;

        /// <summary>State of a transaction in the terminal's journal, 1 byte, one of the Journal constants.</summary>
        public const ushort TagJournal = 0xDF39;

        /// <summary>A card's status word that ended the reading, 2 bytes.</summary>
        public const ushort TagCardStatus = 0xDF3A;

        /// <summary>A payment code typed on the keypad, n18 in 9 bytes.</summary>
        public const ushort TagPaymentCode = 0xDF3B;

        /// <summary>What to do next, 1 byte, one of the Direct constants.</summary>
        public const ushort TagDirective = 0xDF3C;

        /// <summary>Seconds that a step may take, 1 byte, 1 to 120; the terminal's own limit where it is absent.</summary>
        public const ushort TagTimeout = 0xDF3D;

        /// <summary>The card as shown in a confirmation, masked, 1 to 23 characters.</summary>
        public const ushort TagMaskedCard = 0xDF41;

        /// <summary>The receiver's account as shown in a confirmation, 1 to 24 characters.</summary>
        public const ushort TagReceiverAccount = 0xDF42;

        /// <summary>Why a transaction was refused, 1 byte, one of the Reason constants.</summary>
        public const ushort TagReason = 0xDF43;

        /// <summary>Command APDU of EXCHANGE, 4 to 245 bytes.</summary>
        public const ushort TagCommand = 0xDF45;

        /// <summary>How EXCHANGE went, 1 byte, one of the Exchange constants.</summary>
        public const ushort TagExchange = 0xDF46;

        /// <summary>Response APDU of EXCHANGE, 2 to 252 bytes.</summary>
        public const ushort TagResponse = 0xDF47;

        /// <summary>State: no bank, not configured, or a part is missing.</summary>
        public const byte StateOutOfService = 0x00;

        /// <summary>State: waits for an amount.</summary>
        public const byte StateIdle = 0x01;

        /// <summary>State: somebody types.</summary>
        public const byte StateEntry = 0x02;

        /// <summary>State: waits for a card or token.</summary>
        public const byte StatePresent = 0x03;

        /// <summary>State: the bank works.</summary>
        public const byte StateWorking = 0x04;

        /// <summary>State: waits for a password.</summary>
        public const byte StatePassword = 0x05;

        /// <summary>State: waits for a confirmation.</summary>
        public const byte StateConfirm = 0x06;

        /// <summary>State: waits for the token with its code.</summary>
        public const byte StatePresentAgain = 0x07;

        /// <summary>State: shows a verdict.</summary>
        public const byte StateVerdict = 0x08;

        /// <summary>Event: a transaction was begun; with type, amount, currency, exponent, and receiver if it is a transfer.</summary>
        public const byte EventStarted = 0x01;

        /// <summary>Event: a token is in the field; with its serial number and flags.</summary>
        public const byte EventTokenPresent = 0x02;

        /// <summary>Event: a code was fetched; with its payload.</summary>
        public const byte EventCodeRead = 0x03;

        /// <summary>Event: a bank card was read; with PAN, expiry, counter, unpredictable number and cryptogram.</summary>
        public const byte EventCardRead = 0x04;

        /// <summary>Event: an NDEF tag was read; with its text.</summary>
        public const byte EventTagRead = 0x05;

        /// <summary>Event: a password was typed; with the PIN block.</summary>
        public const byte EventPassword = 0x06;

        /// <summary>Event: what was shown was confirmed.</summary>
        public const byte EventConfirmed = 0x07;

        /// <summary>Event: what was shown was declined.</summary>
        public const byte EventDeclined = 0x08;

        /// <summary>Event: a person cancelled.</summary>
        public const byte EventCancelled = 0x09;

        /// <summary>Event: nobody did what a step waited for.</summary>
        public const byte EventTimedOut = 0x0A;

        /// <summary>Event: the card left before it was read; the terminal waits for it again.</summary>
        public const byte EventCardGone = 0x0B;

        /// <summary>Event: more than one card in the field; the terminal waits for one.</summary>
        public const byte EventSeveralCards = 0x0C;

        /// <summary>Event: the card is of no kind that the terminal knows, or refused; with its status word if it gave one.</summary>
        public const byte EventUnreadable = 0x0D;

        /// <summary>Event: power was lost during the transaction. It was not approved here: what the bank did for it is to be reversed.</summary>
        public const byte EventAborted = 0x0E;

        /// <summary>Event: a payment code was typed; with it.</summary>
        public const byte EventPaymentCode = 0x0F;

        /// <summary>Directive: wait for a card or token.</summary>
        public const byte DirectPresent = 0x01;

        /// <summary>Directive: say that the bank works; the card may go.</summary>
        public const byte DirectWorking = 0x02;

        /// <summary>Directive: ask for the password; with PAN or surrogate number.</summary>
        public const byte DirectPassword = 0x03;

        /// <summary>Directive: show card, amount, receiver and receiver's account, and ask for a confirmation.</summary>
        public const byte DirectConfirm = 0x04;

        /// <summary>Directive: wait for the token with its code, once its button was pressed.</summary>
        public const byte DirectPresentAgain = 0x05;

        /// <summary>Directive: say that another device has to confirm.</summary>
        public const byte DirectOtherDevice = 0x06;

        /// <summary>Directive: approved. It is in the journal before the answer goes out.</summary>
        public const byte DirectApproved = 0x07;

        /// <summary>Directive: refused; with a reason. It is in the journal before the answer goes out.</summary>
        public const byte DirectRefused = 0x08;

        /// <summary>Journal: this number is not in it.</summary>
        public const byte JournalUnknown = 0x00;

        /// <summary>Journal: under way.</summary>
        public const byte JournalOpen = 0x01;

        /// <summary>Journal: approved, and shown or about to be.</summary>
        public const byte JournalApproved = 0x02;

        /// <summary>Journal: refused by the bank.</summary>
        public const byte JournalRefused = 0x03;

        /// <summary>Journal: cancelled or timed out at the terminal before a verdict.</summary>
        public const byte JournalCancelled = 0x04;

        /// <summary>Journal: power was lost before a verdict; to be reversed.</summary>
        public const byte JournalAborted = 0x05;

        /// <summary>EXCHANGE: the card answered.</summary>
        public const byte ExchangeDone = 0x00;

        /// <summary>EXCHANGE: the card left or did not answer in its time; whether it executed the command is not known.</summary>
        public const byte ExchangeCardGone = 0x01;

        /// <summary>EXCHANGE: there was no card to send it to.</summary>
        public const byte ExchangeNoCard = 0x02;

        /// <summary>Reason: no particular one.</summary>
        public const byte ReasonOther = 0x00;

        /// <summary>Reason: not enough money.</summary>
        public const byte ReasonFunds = 0x01;

        /// <summary>Reason: wrong password.</summary>
        public const byte ReasonPassword = 0x02;

        /// <summary>Reason: the card or the account is locked.</summary>
        public const byte ReasonLocked = 0x03;

        /// <summary>Reason: token, card or code is not valid.</summary>
        public const byte ReasonInvalid = 0x04;

        /// <summary>Reason: a limit.</summary>
        public const byte ReasonLimit = 0x05;

        /// <summary>Reason: the terminal is not authorised.</summary>
        public const byte ReasonTerminal = 0x06;

        /// <summary>Reason: the receiver is not known, or is the payer.</summary>
        public const byte ReasonReceiver = 0x07;

        /// <summary>Reason: declined on a device.</summary>
        public const byte ReasonDeclined = 0x08;

        /// <summary>Reason: a step took too long.</summary>
        public const byte ReasonTimedOut = 0x09;

        /// <summary>Reason: cancelled at the terminal.</summary>
        public const byte ReasonCancelled = 0x0A;

        /// <summary>Flag in GET DATA: the display does not answer.</summary>
        public const byte FlagDisplayMissing = 0x20;

        /// <summary>Flag in GET DATA: the reader does not answer.</summary>
        public const byte FlagReaderMissing = 0x40;

        /// <summary>Language: English.</summary>
        public const byte LanguageEnglish = 0;

        /// <summary>Language: Chinese.</summary>
        public const byte LanguageChinese = 1;

        /// <summary>Length of a terminal identification in characters.</summary>
        public const int TerminalIdLength = 8;

        /// <summary>Largest command APDU for a card in bytes: with PN532 and ISO 14443-4 overhead it stays in a normal frame of the reader's driver.</summary>
        public const int MaxCardCommand = 245;

        /// <summary>The application identifier, 9 bytes, a fresh array: F0, "PAYTERM", version 01.</summary>
        public static byte[] Aid() => new byte[] { 0xF0, 0x50, 0x41, 0x59, 0x54, 0x45, 0x52, 0x4D, 0x01 };
    }
}
