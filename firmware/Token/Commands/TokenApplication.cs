using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>
    /// The token application of PROTOCOLS.md 1: one command in, one answer out, for the serial link and for any other. What lasts is in
    /// the store, what the customer decides is in the authorization, and what takes the bank's secure channel is in the protected commands.
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
        private readonly ProtectedCommands _protected;

        internal TokenApplication(TokenStore store, RealTimeClock clock, Authorization authorization)
        {
            _store = store;
            _clock = clock;
            _authorization = authorization;
            _channel = new SecureChannel(store.Vault, store.Channel, TokenApplet.Aid());
            _protected = new ProtectedCommands(store, clock, authorization, _channel);
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
                return CommandChecks.Status(StatusWord.ClassNotSupported);
            }

            switch (command.Ins)
            {
                case TokenApplet.InsSelect:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaIso) ?? Select(command);
                case TokenApplet.InsGetData:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? GetData(command);
                case TokenApplet.InsInitializeUpdate:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? OutOfOrder() ?? _channel.InitializeUpdate(command, NowMs);
                case TokenApplet.InsGetCode:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? OutOfOrder() ?? GetCode(command);
                case TokenApplet.InsExternalAuthenticate:
                    return CommandChecks.Unprotected(command) ?? OutOfOrder() ?? CommandChecks.Status(_channel.ExternalAuthenticate(command, NowMs));
                case TokenApplet.InsPutKey:
                    return command.Cla == TokenApplet.ClaPlain && _store.LifeCycle == TokenApplet.LifeCycleBlank
                        ? OutOfOrder() ?? KeyCommands.PutFirstKeys(command, new FirstKeysStore(_store.TryInitialise))
                        : CommandChecks.Unprotected(command) ?? OutOfOrder() ?? _protected.Execute(command, NowMs);
                case TokenApplet.InsDeleteKey:
                case TokenApplet.InsPutData:
                case TokenApplet.InsGenerateCode:
                case TokenApplet.InsGetStatus:
                case TokenApplet.InsCancel:
                    return CommandChecks.Unprotected(command) ?? OutOfOrder() ?? _protected.Execute(command, NowMs);
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

            return _store.LifeCycle == TokenApplet.LifeCycleLocked ? CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied) : null;
        }

        private ResponseApdu Select(CommandApdu command)
        {
            _channel.Close();
            return CommandChecks.Select(command, TokenApplet.Aid());
        }

        private ResponseApdu GetData(CommandApdu command)
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
            information.Flags = _protected.Flags(NowMs);
            information.DelaySeconds = (byte)_channel.DelaySeconds(NowMs);
            return new ResponseApdu(StatusWord.Success, information.ToBytes());
        }

        private ResponseApdu GetCode(CommandApdu command)
        {
            ResponseApdu wrong = CommandChecks.WrongForm(command, 0x0000, 0);
            if (wrong != null)
            {
                return wrong;
            }

            _authorization.Tick(NowMs);
            byte[] payload = _authorization.Payload;
            return payload != null && _authorization.Transaction.Holder == TokenApplet.HolderPhone
                ? new ResponseApdu(StatusWord.Success, payload)
                : CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
        }
    }
}
