using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Terminal
{
    /// <summary>The terminal application of PROTOCOLS.md 8: one command in, one answer out.</summary>
    public sealed class TerminalApplication
    {
        /// <summary>The firmware's version as the display shows it; the same as in GET DATA.</summary>
        public const string VersionText = "Firmware 0.1.0";

        private const int Version = 0x000100;

        private readonly TerminalStore _store;
        private readonly PaymentFlow _flow;
        private readonly NfcReader _reader;
        private readonly ColourPanel _panel;
        private readonly SecureChannel _channel;
        private readonly BankCommands _bank;

        internal TerminalApplication(
            TerminalStore store, PaymentFlow flow, EventQueue events, CardReading reading, Randomness random, NfcReader reader, ColourPanel panel)
        {
            _store = store;
            _flow = flow;
            _reader = reader;
            _panel = panel;
            _channel = new SecureChannel(store.Vault, store.Channel, TerminalApplet.Aid());
            _bank = new BankCommands(store, flow, events, reading, random, _channel);
        }

        /// <summary>The time of this step, in milliseconds since power-on.</summary>
        internal long NowMs { get; set; }

        /// <summary>What answers SELF TEST and ECHO; set before the first command.</summary>
        internal BoardSelfTest SelfTest { get; set; }

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
                case SelfTestApplet.InsSelfTest:
                case SelfTestApplet.InsEcho:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? SelfTest.Execute(command, _flow.IsBusy, NowMs);
                case TokenApplet.InsInitializeUpdate:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? OutOfOrder() ?? _channel.InitializeUpdate(command, NowMs);
                case TerminalApplet.InsSetAmount:
                    return CommandChecks.WrongClass(command, TokenApplet.ClaPlain) ?? OutOfOrder() ?? SetAmount(command);
                case TokenApplet.InsExternalAuthenticate:
                    return CommandChecks.Unprotected(command) ?? OutOfOrder() ?? CommandChecks.Status(_channel.ExternalAuthenticate(command, NowMs));
                case TokenApplet.InsPutKey:
                    return command.Cla == TokenApplet.ClaPlain && _store.LifeCycle == TokenApplet.LifeCycleBlank
                        ? OutOfOrder() ?? KeyCommands.PutFirstKeys(command, new FirstKeysStore(_store.TryInitialise))
                        : CommandChecks.Unprotected(command) ?? OutOfOrder() ?? _bank.Execute(command, NowMs);
                case TokenApplet.InsDeleteKey:
                case TokenApplet.InsPutData:
                case TokenApplet.InsGetStatus:
                case TerminalApplet.InsGetEvent:
                case TerminalApplet.InsDirect:
                case TerminalApplet.InsExchange:
                    return CommandChecks.Unprotected(command) ?? OutOfOrder() ?? _bank.Execute(command, NowMs);
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

        private ResponseApdu Select(CommandApdu command)
        {
            _channel.Close();
            return CommandChecks.Select(command, TerminalApplet.Aid());
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
            information.DisplayWidth = ColourPanel.Width;
            information.DisplayHeight = ColourPanel.Height;
            information.NewestKeyVersion = _store.Vault.CurrentVersion;
            information.DelaySeconds = (byte)_channel.DelaySeconds(NowMs);
            information.Flags = (byte)((_flow.IsBusy ? TokenApplet.FlagBusy : 0)
                | (information.DelaySeconds > 0 ? TokenApplet.FlagAuthenticationDelayed : 0)
                | (_panel.IsPresent ? 0 : TerminalApplet.FlagDisplayMissing)
                | (_reader.IsPresent ? 0 : TerminalApplet.FlagReaderMissing));
            return new ResponseApdu(StatusWord.Success, information.ToBytes());
        }

        // From the shop's till, and as little to be trusted as a finger on the keypad.
        private ResponseApdu SetAmount(CommandApdu command)
        {
            if (command.P1 != 0 || command.P2 != 0)
            {
                return CommandChecks.Status(StatusWord.IncorrectP1P2);
            }

            TlvList fields;
            long amount, currency;
            if (!TlvList.TryParse(command.Data, out fields)
                || !fields.TryGetBcd(TokenApplet.TagAmount, 6, out amount)
                || !fields.TryGetBcd(TokenApplet.TagCurrency, 2, out currency)
                || amount == 0)
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            if (_flow.Stage != Stage.Idle || currency != _store.Configuration.Currency)
            {
                return CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            return CommandChecks.Status(_flow.TryBegin(TokenApplet.TypePurchase, amount, null, NowMs)
                ? StatusWord.Success
                : StatusWord.NoPreciseDiagnosis);
        }
    }
}
