using System;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>The commands that only the bank can give: each comes and goes through the secure channel (PROTOCOLS.md 1).</summary>
    internal sealed class ProtectedCommands
    {
        private readonly TokenStore _store;
        private readonly RealTimeClock _clock;
        private readonly Authorization _authorization;
        private readonly SecureChannel _channel;
        private readonly KeyCommands _keys;

        public ProtectedCommands(TokenStore store, RealTimeClock clock, Authorization authorization, SecureChannel channel, KeysChanging changing)
        {
            _store = store;
            _clock = clock;
            _authorization = authorization;
            _channel = channel;
            _keys = new KeyCommands(store.Vault, channel, changing);
        }

        /// <summary>The channel through which these commands come.</summary>
        public SecureChannel Channel
        {
            get { return _channel; }
        }

        /// <summary>The flags of GET DATA and GET STATUS, of this moment.</summary>
        public byte Flags(long nowMs)
        {
            return (byte)((_clock.IsValid ? TokenApplet.FlagClockValid : 0)
                | (_authorization.Stage != Stage.None ? TokenApplet.FlagBusy : 0)
                | (_store.IsCounterUsedUp ? TokenApplet.FlagKeysUsedUp : 0)
                | (_channel.DelaySeconds(nowMs) > 0 ? TokenApplet.FlagAuthenticationDelayed : 0)
                | (_authorization.IsLit ? TokenApplet.FlagCodeLit : 0));
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

            _authorization.Tick(nowMs);
            switch (command.Ins)
            {
                case TokenApplet.InsPutKey:
                    return _channel.Wrap(_keys.PutKey(command, nowMs));
                case TokenApplet.InsDeleteKey:
                    return _keys.DeleteKey(command, nowMs);
                case TokenApplet.InsPutData:
                    return _channel.Wrap(PutData(command));
                case TokenApplet.InsGetData:
                    return _channel.Wrap(GetPaymentStatus(command));
                case TokenApplet.InsGenerateCode:
                    return _channel.Wrap(GenerateCode(command, nowMs));
                case TokenApplet.InsGetStatus:
                    return _channel.Wrap(GetStatus(command, nowMs));
                default:
                    return _channel.Wrap(Cancel(command, nowMs));
            }
        }

        private ResponseApdu PutData(CommandApdu command)
        {
            switch ((command.P1 << 8) | command.P2)
            {
                case TokenApplet.TagClock:
                    return PutClock(command);
                case TokenApplet.TagPaymentKeyData:
                    return PutPaymentKey(command);
                default:
                    return CommandChecks.Status(StatusWord.ReferencedDataNotFound);
            }
        }

        private ResponseApdu PutPaymentKey(CommandApdu command)
        {
            if (_store.LifeCycle != TokenApplet.LifeCyclePersonalised)
            {
                return CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            if (command.Data.Length == 0)
            {
                return CommandChecks.Status(_store.Payments.TryErase() ? StatusWord.Success : StatusWord.NoPreciseDiagnosis);
            }

            PaymentKeyData data;
            if (!PaymentKeyData.TryParse(command.Data, out data))
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            ushort status = _store.Payments.Put(data);
            PaymentBatch.Wipe(data);
            Array.Clear(command.Data, 0, command.Data.Length);
            return CommandChecks.Status(status);
        }

        private ResponseApdu GetPaymentStatus(CommandApdu command)
        {
            return command.Data.Length == 0
                ? new ResponseApdu(StatusWord.Success, _store.Payments.Status.ToBytes())
                : CommandChecks.Status(StatusWord.WrongLength);
        }

        private ResponseApdu PutClock(CommandApdu command)
        {
            if (command.Data.Length != 4)
            {
                return CommandChecks.Status(StatusWord.WrongLength);
            }

            uint utc = BigEndian.GetUInt32(command.Data, 0);
            if (utc < RealTimeClock.Earliest || utc > RealTimeClock.Latest)
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            return CommandChecks.Status(_clock.TrySet(utc) ? StatusWord.Success : StatusWord.NoPreciseDiagnosis);
        }

        private ResponseApdu GenerateCode(CommandApdu command, long nowMs)
        {
            if (command.P1 != TokenApplet.FormDynamic || command.P2 != 0)
            {
                return CommandChecks.Status(StatusWord.IncorrectP1P2);
            }

            if (_store.LifeCycle != TokenApplet.LifeCyclePersonalised)
            {
                return CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            TransactionData transaction;
            return CommandChecks.Status(TransactionData.TryParse(command.Data, out transaction)
                ? _authorization.Begin(transaction, nowMs)
                : StatusWord.WrongData);
        }

        private ResponseApdu GetStatus(CommandApdu command, long nowMs)
        {
            uint nonce;
            ResponseApdu wrong = CommandChecks.WrongForm(command, 0x0000, 7);
            if (wrong != null)
            {
                return wrong;
            }

            if (!TransactionStatus.TryParseQuery(command.Data, out nonce))
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            Ledger ledger = _store.Ledger;
            byte outcome = ledger.IsLast(nonce) ? ledger.Outcome : TokenApplet.OutcomeUnknown;
            TransactionStatus status = new TransactionStatus(nonce, outcome, ledger.CodeCounter, Flags(nowMs));
            return new ResponseApdu(StatusWord.Success, status.ToBytes());
        }

        private ResponseApdu Cancel(CommandApdu command, long nowMs)
        {
            uint nonce;
            ResponseApdu wrong = CommandChecks.WrongForm(command, 0x0000, 7);
            if (wrong != null)
            {
                return wrong;
            }

            return CommandChecks.Status(TransactionStatus.TryParseQuery(command.Data, out nonce)
                ? _authorization.Cancel(nonce, nowMs)
                : StatusWord.WrongData);
        }
    }
}
