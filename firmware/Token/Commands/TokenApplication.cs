using System;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Token
{
    /// <summary>
    /// The token application of PROTOCOLS.md 1: one command in, one answer out, for the serial link and for any other. It is stateless but
    /// for the secure channel; what lasts is in the store, what the customer decides is in the authorization.
    /// </summary>
    public sealed class TokenApplication
    {
        /// <summary>The firmware's version as the display shows it; the same as in GET DATA.</summary>
        public const string VersionText = "Firmware 0.1.0";

        private const int Version = 0x000100;

        private readonly TokenStore _store;
        private readonly RealTimeClock _clock;
        private readonly Authorization _authorization;
        private readonly SecureChannel _channel;

        internal TokenApplication(TokenStore store, RealTimeClock clock, Authorization authorization)
        {
            _store = store;
            _clock = clock;
            _authorization = authorization;
            _channel = new SecureChannel(store);
        }

        /// <summary>The time of this step, in milliseconds since power-on.</summary>
        internal long NowMs { get; set; }

        /// <summary>Executes a command.</summary>
        /// <param name="apdu">Holds the command.</param>
        /// <param name="length">Its length; anything that is no command is answered with 6700.</param>
        /// <returns>The answer, 2 to 1,024 bytes.</returns>
        public byte[] Process(byte[] apdu, int length)
        {
            CommandApdu command;
            ResponseApdu answer = CommandApdu.TryParse(apdu, 0, length, out command)
                ? Execute(command)
                : new ResponseApdu(StatusWord.WrongLength);
            return answer.ToBytes();
        }

        /// <summary>Ends the secure channel: the link was reset.</summary>
        public void CloseChannel()
        {
            _channel.Close();
        }

        internal void Start(long nowMs)
        {
            _channel.Start(nowMs);
        }

        private ResponseApdu Execute(CommandApdu command)
        {
            if (command.Cla != TokenApplet.ClaIso && command.Cla != TokenApplet.ClaPlain && command.Cla != TokenApplet.ClaSecure)
            {
                return Status(StatusWord.ClassNotSupported);
            }

            switch (command.Ins)
            {
                case TokenApplet.InsSelect:
                    return WrongClass(command, TokenApplet.ClaIso) ?? Select(command);
                case TokenApplet.InsGetData:
                    return WrongClass(command, TokenApplet.ClaPlain) ?? GetData(command);
                case TokenApplet.InsInitializeUpdate:
                    return WrongClass(command, TokenApplet.ClaPlain) ?? OutOfOrder() ?? _channel.InitializeUpdate(command, NowMs);
                case TokenApplet.InsGetCode:
                    return WrongClass(command, TokenApplet.ClaPlain) ?? OutOfOrder() ?? GetCode(command);
                case TokenApplet.InsExternalAuthenticate:
                    return Unprotected(command) ?? OutOfOrder() ?? Status(_channel.ExternalAuthenticate(command, NowMs));
                case TokenApplet.InsPutKey:
                    return command.Cla == TokenApplet.ClaPlain && _store.LifeCycle == TokenApplet.LifeCycleBlank
                        ? OutOfOrder() ?? PutFirstKeys(command)
                        : Protected(command);
                case TokenApplet.InsDeleteKey:
                case TokenApplet.InsPutData:
                case TokenApplet.InsGenerateCode:
                case TokenApplet.InsGetStatus:
                case TokenApplet.InsCancel:
                    return Protected(command);
                default:
                    return Status(StatusWord.InstructionNotSupported);
            }
        }

        private static ResponseApdu Status(ushort statusWord)
        {
            return new ResponseApdu(statusWord);
        }

        // The checks below answer null where there is nothing to refuse.
        private static ResponseApdu WrongClass(CommandApdu command, byte right)
        {
            if (command.Cla == right)
            {
                return null;
            }

            return Status(command.Cla == TokenApplet.ClaSecure ? StatusWord.SecureMessagingNotSupported : StatusWord.ClassNotSupported);
        }

        private static ResponseApdu Unprotected(CommandApdu command)
        {
            if (command.Cla == TokenApplet.ClaSecure)
            {
                return null;
            }

            return Status(command.Cla == TokenApplet.ClaPlain ? StatusWord.SecurityStatusNotSatisfied : StatusWord.ClassNotSupported);
        }

        private static ResponseApdu WrongForm(CommandApdu command, int p1P2, int length)
        {
            if (((command.P1 << 8) | command.P2) != p1P2)
            {
                return Status(StatusWord.IncorrectP1P2);
            }

            return command.Data.Length == length ? null : Status(StatusWord.WrongLength);
        }

        private ResponseApdu OutOfOrder()
        {
            if (!_store.IsLoaded)
            {
                return Status(StatusWord.NoPreciseDiagnosis);
            }

            return _store.LifeCycle == TokenApplet.LifeCycleLocked ? Status(StatusWord.ConditionsOfUseNotSatisfied) : null;
        }

        private ResponseApdu Select(CommandApdu command)
        {
            _channel.Close();
            if (command.P1 != TokenApplet.SelectByName || command.P2 != 0)
            {
                return Status(StatusWord.IncorrectP1P2);
            }

            byte[] aid = TokenApplet.Aid();
            if (!Bytes.Same(command.Data, aid))
            {
                return Status(StatusWord.ApplicationNotFound);
            }

            TlvWriter name = new TlvWriter(2 + aid.Length);
            name.Write(TokenApplet.TagAid, aid);
            TlvWriter template = new TlvWriter(4 + aid.Length);
            template.Write(TokenApplet.TagFci, name.ToArray());
            return new ResponseApdu(StatusWord.Success, template.ToArray());
        }

        private ResponseApdu GetData(CommandApdu command)
        {
            if (((command.P1 << 8) | command.P2) != TokenApplet.TagTokenInformation)
            {
                return Status(StatusWord.ReferencedDataNotFound);
            }

            if (command.Data.Length != 0)
            {
                return Status(StatusWord.WrongLength);
            }

            if (!_store.IsLoaded)
            {
                return Status(StatusWord.NoPreciseDiagnosis);
            }

            _clock.Read();
            TokenInformation information = new TokenInformation();
            information.Serial = _store.Vault.Serial;
            information.FirmwareVersion = Version;
            information.LifeCycle = _store.LifeCycle;
            information.DisplayWidth = Frame.Width;
            information.DisplayHeight = Frame.PageCount * 8;
            information.Formats = TokenApplet.FormatMatrix | TokenApplet.FormatDigits;
            information.NewestKeyVersion = _store.Vault.CurrentVersion;
            information.Flags = Flags();
            information.DelaySeconds = (byte)_channel.DelaySeconds(NowMs);
            return new ResponseApdu(StatusWord.Success, information.ToBytes());
        }

        private byte Flags()
        {
            return (byte)((_clock.IsValid ? TokenApplet.FlagClockValid : 0)
                | (_authorization.Stage != Stage.None ? TokenApplet.FlagBusy : 0)
                | (_store.IsCounterUsedUp ? TokenApplet.FlagKeysUsedUp : 0)
                | (_channel.DelaySeconds(NowMs) > 0 ? TokenApplet.FlagAuthenticationDelayed : 0));
        }

        private ResponseApdu GetCode(CommandApdu command)
        {
            ResponseApdu wrong = WrongForm(command, 0x0000, 0);
            if (wrong != null)
            {
                return wrong;
            }

            byte[] payload = _authorization.Payload;
            return payload != null && _authorization.Transaction.Holder == TokenApplet.HolderPhone
                ? new ResponseApdu(StatusWord.Success, payload)
                : Status(StatusWord.ConditionsOfUseNotSatisfied);
        }

        private ResponseApdu PutFirstKeys(CommandApdu command)
        {
            ResponseApdu wrong = WrongForm(command, TokenApplet.PutKeyFirstOfSeveral, TokenApplet.SerialLength + KeySet.EncodedLength);
            if (wrong != null)
            {
                return wrong;
            }

            byte[] serial = Bytes.Slice(command.Data, 0, TokenApplet.SerialLength);
            KeySet keys;
            if (Bytes.Same(serial, new byte[TokenApplet.SerialLength]) || !KeySet.TryParse(command.Data, TokenApplet.SerialLength, null, out keys))
            {
                return Status(StatusWord.WrongData);
            }

            ResponseApdu answer = _store.TryInitialise(serial, keys)
                ? new ResponseApdu(StatusWord.Success, keys.Answer())
                : Status(StatusWord.NoPreciseDiagnosis);
            KeyVault.Wipe(keys);
            Array.Clear(command.Data, 0, command.Data.Length);
            return answer;
        }

        private ResponseApdu Protected(CommandApdu secured)
        {
            ResponseApdu refused = Unprotected(secured) ?? OutOfOrder();
            if (refused != null)
            {
                return refused;
            }

            CommandApdu command;
            ushort status = _channel.Unwrap(secured, out command);
            if (status != StatusWord.Success)
            {
                return Status(status);
            }

            switch (command.Ins)
            {
                case TokenApplet.InsPutKey:
                    return _channel.Wrap(PutKey(command));
                case TokenApplet.InsDeleteKey:
                    return DeleteKey(command);
                case TokenApplet.InsPutData:
                    return _channel.Wrap(PutClock(command));
                case TokenApplet.InsGenerateCode:
                    return _channel.Wrap(GenerateCode(command));
                case TokenApplet.InsGetStatus:
                    return _channel.Wrap(GetStatus(command));
                default:
                    return _channel.Wrap(Cancel(command));
            }
        }

        private ResponseApdu PutKey(CommandApdu command)
        {
            if (command.P2 != TokenApplet.PutKeyFirstOfSeveral)
            {
                return Status(StatusWord.IncorrectP1P2);
            }

            if (command.P1 != 0 && command.P1 != _store.Vault.CurrentVersion)
            {
                return Status(StatusWord.ReferencedDataNotFound);
            }

            if (command.Data.Length != KeySet.EncodedLength)
            {
                return Status(StatusWord.WrongLength);
            }

            KeySet keys;
            if (!KeySet.TryParse(command.Data, 0, new KeyCipher(_channel.DecryptKey), out keys))
            {
                return Status(StatusWord.WrongData);
            }

            ResponseApdu answer = Take(keys);
            KeyVault.Wipe(keys);
            return answer;
        }

        private ResponseApdu Take(KeySet keys)
        {
            if (keys.Version <= _store.Vault.HighestVersion)
            {
                return Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            // A code of the old keys is worth nothing any more, nor is a prompt for one.
            _authorization.Stop(NowMs);
            return _store.Vault.TryStorePersonal(keys)
                ? new ResponseApdu(StatusWord.Success, keys.Answer())
                : Status(StatusWord.NoPreciseDiagnosis);
        }

        // The channel ends with the keys that it was opened with, after the answer.
        private ResponseApdu DeleteKey(CommandApdu command)
        {
            ResponseApdu wrong = WrongForm(command, 0x0000, 3);
            if (wrong != null)
            {
                return wrong;
            }

            if (command.Data[0] != TokenApplet.TagKeyVersion || command.Data[1] != 1)
            {
                return Status(StatusWord.WrongData);
            }

            if (command.Data[2] == 0 || command.Data[2] != _store.Vault.PersonalVersion)
            {
                return Status(StatusWord.ReferencedDataNotFound);
            }

            _authorization.Stop(NowMs);
            if (!_store.Vault.TryErasePersonal())
            {
                return Status(StatusWord.NoPreciseDiagnosis);
            }

            ResponseApdu answer = _channel.Wrap(Status(StatusWord.Success));
            _channel.Close();
            return answer;
        }

        private ResponseApdu PutClock(CommandApdu command)
        {
            if (((command.P1 << 8) | command.P2) != TokenApplet.TagClock)
            {
                return Status(StatusWord.ReferencedDataNotFound);
            }

            if (command.Data.Length != 4)
            {
                return Status(StatusWord.WrongLength);
            }

            uint utc = BigEndian.GetUInt32(command.Data, 0);
            if (utc < RealTimeClock.Earliest || utc > RealTimeClock.Latest)
            {
                return Status(StatusWord.WrongData);
            }

            return Status(_clock.TrySet(utc) ? StatusWord.Success : StatusWord.NoPreciseDiagnosis);
        }

        private ResponseApdu GenerateCode(CommandApdu command)
        {
            if (command.P1 != TokenApplet.FormDynamic || command.P2 != 0)
            {
                return Status(StatusWord.IncorrectP1P2);
            }

            if (_store.LifeCycle != TokenApplet.LifeCyclePersonalised)
            {
                return Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            TransactionData transaction;
            return Status(TransactionData.TryParse(command.Data, out transaction)
                ? _authorization.Begin(transaction, NowMs)
                : StatusWord.WrongData);
        }

        private ResponseApdu GetStatus(CommandApdu command)
        {
            uint nonce;
            ResponseApdu wrong = WrongForm(command, 0x0000, 7);
            if (wrong != null)
            {
                return wrong;
            }

            if (!TransactionStatus.TryParseQuery(command.Data, out nonce))
            {
                return Status(StatusWord.WrongData);
            }

            Ledger ledger = _store.Ledger;
            byte outcome = ledger.IsLast(nonce) ? ledger.Outcome : TokenApplet.OutcomeUnknown;
            TransactionStatus status = new TransactionStatus(nonce, outcome, ledger.CodeCounter, Flags());
            return new ResponseApdu(StatusWord.Success, status.ToBytes());
        }

        private ResponseApdu Cancel(CommandApdu command)
        {
            uint nonce;
            ResponseApdu wrong = WrongForm(command, 0x0000, 7);
            if (wrong != null)
            {
                return wrong;
            }

            return Status(TransactionStatus.TryParseQuery(command.Data, out nonce)
                ? _authorization.Cancel(nonce, NowMs)
                : StatusWord.WrongData);
        }
    }
}
