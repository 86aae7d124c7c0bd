using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Terminal
{
    /// <summary>The commands that only the bank can give: each comes and goes through the secure channel (PROTOCOLS.md 8).</summary>
    internal sealed class BankCommands
    {
        private const int MinCommand = 4;

        private readonly TerminalStore _store;
        private readonly PaymentFlow _flow;
        private readonly EventQueue _events;
        private readonly CardReading _reading;
        private readonly SecureChannel _channel;
        private readonly KeyCommands _keys;
        private readonly Directives _directives;

        public BankCommands(
            TerminalStore store, PaymentFlow flow, EventQueue events, CardReading reading, Randomness random, SecureChannel channel)
        {
            _store = store;
            _flow = flow;
            _events = events;
            _reading = reading;
            _channel = channel;
            _directives = new Directives(flow, store);
            _keys = new KeyCommands(store.Vault, channel, new KeysChanging(nowMs =>
            {
                flow.Stop(nowMs);
                random.Forget();
            }));
        }

        /// <summary>Executes a command of the bank's.</summary>
        /// <param name="secured">As it came, class 84, one of the instructions that this class has.</param>
        /// <param name="nowMs">The time of this step.</param>
        /// <returns>The answer, protected where SCP03 protects answers.</returns>
        public ResponseApdu Execute(CommandApdu secured, long nowMs)
        {
            CommandApdu command;
            ushort status = _channel.Unwrap(secured, out command);
            if (status != StatusWord.Success)
            {
                return CommandChecks.Status(status);
            }

            switch (command.Ins)
            {
                case TokenApplet.InsPutKey:
                    return _channel.Wrap(_keys.PutKey(command, nowMs));
                case TokenApplet.InsDeleteKey:
                    return _keys.DeleteKey(command, nowMs);
                case TokenApplet.InsPutData:
                    return _channel.Wrap(PutConfiguration(command));
                default:
                    return _channel.Wrap(OfTransaction(command, nowMs));
            }
        }

        private ResponseApdu OfTransaction(CommandApdu command, long nowMs)
        {
            if (command.P1 != 0 || command.P2 != 0)
            {
                return CommandChecks.Status(StatusWord.IncorrectP1P2);
            }

            if (_store.LifeCycle != TokenApplet.LifeCyclePersonalised)
            {
                return CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            switch (command.Ins)
            {
                case TerminalApplet.InsGetEvent:
                    return GetEvent(command, nowMs);
                case TerminalApplet.InsDirect:
                    return CommandChecks.Status(_directives.Take(command.Data, nowMs));
                case TerminalApplet.InsExchange:
                    return Exchange(command);
                default:
                    return GetStatus(command);
            }
        }

        private ResponseApdu PutConfiguration(CommandApdu command)
        {
            if (((command.P1 << 8) | command.P2) != TerminalApplet.TagConfiguration)
            {
                return CommandChecks.Status(StatusWord.ReferencedDataNotFound);
            }

            byte[] body;
            if (!ShopConfiguration.TryParse(command.Data, out body))
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            if (_store.LifeCycle != TokenApplet.LifeCyclePersonalised || _flow.IsBusy)
            {
                return CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            return CommandChecks.Status(_store.Configuration.TryStore(body) ? StatusWord.Success : StatusWord.NoPreciseDiagnosis);
        }

        private ResponseApdu GetEvent(CommandApdu command, long nowMs)
        {
            TlvList query;
            ulong newest;
            if (!TlvList.TryParse(command.Data, out query) || !query.TryGetNumber(TerminalApplet.TagSequence, 4, out newest))
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            _flow.BankAsked(nowMs);
            if (!_events.TryAcknowledge((uint)newest))
            {
                return CommandChecks.Status(StatusWord.NoPreciseDiagnosis);
            }

            _directives.Told(_events.Oldest);
            return new ResponseApdu(StatusWord.Success, _events.Answer(_flow.State).ToBytes());
        }

        private ResponseApdu Exchange(CommandApdu command)
        {
            TlvList request;
            ulong number;
            byte[] apdu = null;
            if (!TlvList.TryParse(command.Data, out request)
                || !request.TryGetNumber(TerminalApplet.TagTransaction, 4, out number)
                || (apdu = request.Find(TerminalApplet.TagCommand)) == null
                || apdu.Length < MinCommand
                || apdu.Length > TerminalApplet.MaxCardCommand)
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            if (_flow.Stage != Stage.Working || _flow.Transaction.Number != (uint)number || !_flow.IsTokenTransaction)
            {
                return CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            bool wasThere = _reading.HasToken;
            byte[] response = wasThere ? _reading.Exchange(apdu) : null;
            byte result = response != null ? TerminalApplet.ExchangeDone : wasThere ? TerminalApplet.ExchangeCardGone : TerminalApplet.ExchangeNoCard;
            TlvList answer = new TlvList().AddNumber(TerminalApplet.TagExchange, result, 1);
            if (response != null)
            {
                answer.Add(TerminalApplet.TagResponse, response);
            }

            return new ResponseApdu(StatusWord.Success, answer.ToBytes());
        }

        private ResponseApdu GetStatus(CommandApdu command)
        {
            TlvList query;
            ulong number;
            if (!TlvList.TryParse(command.Data, out query) || !query.TryGetNumber(TerminalApplet.TagTransaction, 4, out number))
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            TlvList answer = new TlvList()
                .AddNumber(TerminalApplet.TagTransaction, number, 4)
                .AddNumber(TerminalApplet.TagJournal, _store.Journal.StateOf((uint)number), 1);
            return new ResponseApdu(StatusWord.Success, answer.ToBytes());
        }
    }
}
