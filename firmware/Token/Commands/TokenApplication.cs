using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>
    /// The token application of PROTOCOLS.md 1: one command in, one answer out, for the serial link and for the contactless one. What lasts is
    /// in the store, what the customer decides is in the authorization, and what takes the bank's secure channel is in the protected commands.
    /// Each link has a channel of its own: what comes over one can neither ride on the other's nor end it.
    /// </summary>
    public sealed class TokenApplication
    {
        /// <summary>The firmware's version as the display shows it; the same as in GET DATA.</summary>
        public const string VersionText = "Firmware 0.1.0";

        private const int Version = 0x000100;

        private readonly TokenStore _store;
        private readonly RealTimeClock _clock;
        private readonly Authorization _authorization;
        private readonly ProtectedCommands _serial;
        private readonly ProtectedCommands _contactless;

        internal TokenApplication(TokenStore store, RealTimeClock clock, Authorization authorization)
        {
            _store = store;
            _clock = clock;
            _authorization = authorization;
            SecureChannel serial = new SecureChannel(store.Vault, store.Channel, TokenApplet.Aid());
            SecureChannel contactless = new SecureChannel(store.Vault, store.Channel, TokenApplet.Aid());
            _serial = new ProtectedCommands(store, clock, authorization, serial, new KeysChanging(nowMs => KeysChange(contactless, nowMs)));
            _contactless = new ProtectedCommands(store, clock, authorization, contactless, new KeysChanging(nowMs => KeysChange(serial, nowMs)));
        }

        /// <summary>The time of this step, in milliseconds since power-on.</summary>
        internal long NowMs { get; set; }

        /// <summary>What answers SELF TEST and ECHO; set before the first command.</summary>
        internal BoardSelfTest SelfTest { get; set; }

        /// <summary>Executes a command that came over the serial link.</summary>
        /// <param name="apdu">Holds the command.</param>
        /// <param name="length">Its length; anything that is no command is answered with 6700.</param>
        /// <returns>The answer, 2 to 1,024 bytes.</returns>
        public byte[] Process(byte[] apdu, int length)
        {
            return Answer(_serial, apdu, length);
        }

        /// <summary>Executes a command that came over the air.</summary>
        /// <param name="apdu">Holds the command.</param>
        /// <param name="length">Its length; anything that is no command is answered with 6700.</param>
        /// <returns>The answer, 2 to 1,024 bytes.</returns>
        public byte[] ProcessContactless(byte[] apdu, int length)
        {
            return Answer(_contactless, apdu, length);
        }

        /// <summary>Ends the serial link's secure channel: the link was reset.</summary>
        public void CloseChannel()
        {
            _serial.Channel.Close();
        }

        /// <summary>Ends the contactless link's secure channel: the reader has let go, or its field is gone.</summary>
        public void CloseContactlessChannel()
        {
            _contactless.Channel.Close();
        }

        internal void Start(long nowMs)
        {
            _serial.Channel.Start(nowMs);
        }

        private byte[] Answer(ProtectedCommands link, byte[] apdu, int length)
        {
            CommandApdu command;
            ResponseApdu answer = CommandApdu.TryParse(apdu, 0, length, out command)
                ? Execute(link, command)
                : new ResponseApdu(StatusWord.WrongLength);
            return answer.ToBytes();
        }

        private void KeysChange(SecureChannel other, long nowMs)
        {
            _authorization.Stop(nowMs);
            _store.Payments.TryErase();
            other.Close();
        }

        private ResponseApdu Execute(ProtectedCommands link, CommandApdu command)
        {
            if (command.Cla != TokenApplet.ClaIso && command.Cla != TokenApplet.ClaPlain && command.Cla != TokenApplet.ClaSecure)
            {
                return CommandChecks.Status(StatusWord.ClassNotSupported);
            }

            switch (command.Ins)
            {
                case TokenApplet.InsSelect:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaIso) ?? Select(link, command);
                case TokenApplet.InsGetData:
                    if (command.Cla == TokenApplet.ClaSecure && ((command.P1 << 8) | command.P2) == TokenApplet.TagPaymentKeyData)
                    {
                        return OutOfOrder() ?? link.Execute(command, NowMs);
                    }

                    return CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? GetData(link, command);
                case SelfTestApplet.InsSelfTest:
                case SelfTestApplet.InsEcho:
                    return link == _contactless
                        ? CommandChecks.Status(StatusWord.InstructionNotSupported)
                        : CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? SelfTest.Execute(command, _authorization.Stage != Stage.None, NowMs);
                case TokenApplet.InsInitializeUpdate:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? OutOfOrder() ?? link.Channel.InitializeUpdate(command, NowMs);
                case TokenApplet.InsGetCode:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? OutOfOrder() ?? GetCode(link, command);
                case TokenApplet.InsExternalAuthenticate:
                    return CommandChecks.Unprotected(command) ?? OutOfOrder() ?? CommandChecks.Status(link.Channel.ExternalAuthenticate(command, NowMs));
                case TokenApplet.InsPutKey:
                    return command.Cla == TokenApplet.ClaPlain && _store.LifeCycle == TokenApplet.LifeCycleBlank
                        ? OutOfOrder() ?? KeyCommands.PutFirstKeys(command, new FirstKeysStore(_store.TryInitialise))
                        : CommandChecks.Unprotected(command) ?? OutOfOrder() ?? link.Execute(command, NowMs);
                case TokenApplet.InsDeleteKey:
                case TokenApplet.InsPutData:
                case TokenApplet.InsGenerateCode:
                case TokenApplet.InsGetStatus:
                case TokenApplet.InsCancel:
                    return CommandChecks.Unprotected(command) ?? OutOfOrder() ?? link.Execute(command, NowMs);
                default:
                    return CommandChecks.Status(StatusWord.InstructionNotSupported);
            }
        }

        private ResponseApdu OutOfOrder()
        {
            if (!_store.IsLoaded)
            {
                return CommandChecks.Status(StatusWord.NoPreciseDiagnosis);
            }

            return _store.LifeCycle == TokenApplet.LifeCycleLocked || SelfTest.IsRunning ? CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied) : null;
        }

        private static ResponseApdu Select(ProtectedCommands link, CommandApdu command)
        {
            link.Channel.Close();
            return CommandChecks.Select(command, TokenApplet.Aid());
        }

        private ResponseApdu GetData(ProtectedCommands link, CommandApdu command)
        {
            if (((command.P1 << 8) | command.P2) != TokenApplet.TagTokenInformation)
            {
                return CommandChecks.Status(StatusWord.ReferencedDataNotFound);
            }

            if (command.Data.Length != 0)
            {
                return CommandChecks.Status(StatusWord.WrongLength);
            }

            if (!_store.IsLoaded)
            {
                return CommandChecks.Status(StatusWord.NoPreciseDiagnosis);
            }

            TokenInformation information = new TokenInformation();
            information.Serial = _store.Vault.Serial;
            information.FirmwareVersion = Version;
            information.LifeCycle = _store.LifeCycle;
            information.DisplayWidth = Frame.Width;
            information.DisplayHeight = Frame.PageCount * 8;
            information.Formats = TokenApplet.FormatMatrix | TokenApplet.FormatDigits;
            information.NewestKeyVersion = _store.Vault.CurrentVersion;
            information.Flags = link.Flags(NowMs);
            information.DelaySeconds = (byte)link.Channel.DelaySeconds(NowMs);
            return new ResponseApdu(StatusWord.Success, information.ToBytes());
        }

        // Over the cable a code leaves only if the display said so and the customer agreed; over the air, where the hand that holds the token
        // is next to the reader, only what stands on the display anyway. A field alone gets nothing.
        private ResponseApdu GetCode(ProtectedCommands link, CommandApdu command)
        {
            ResponseApdu wrong = CommandChecks.WrongForm(command, 0x0000, 0);
            if (wrong != null)
            {
                return wrong;
            }

            _authorization.Tick(NowMs);
            byte[] payload = _authorization.Payload;
            bool isFree = payload != null
                && (link == _contactless ? _authorization.IsLit : _authorization.Transaction.Holder == TokenApplet.HolderPhone);
            return isFree ? new ResponseApdu(StatusWord.Success, payload) : CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
        }
    }
}
