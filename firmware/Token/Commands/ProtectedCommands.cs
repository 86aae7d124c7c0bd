using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Token
{
    /// <summary>The commands that only the bank can give: each comes and goes through the secure channel (PROTOCOLS.md 1).</summary>
    internal sealed class ProtectedCommands
    {
        private readonly TokenStore _store;
        private readonly RealTimeClock _clock;
        private readonly Authorization _authorization;
        private readonly SecureChannel _channel;

        public ProtectedCommands(TokenStore store, RealTimeClock clock, Authorization authorization, SecureChannel channel)
        {
            _store = store;
            _clock = clock;
            _authorization = authorization;
            _channel = channel;
        }

        /// <summary>Null if P1 P2 and the data's length are right, else the refusal.</summary>
        public static ResponseApdu WrongForm(CommandApdu command, int p1P2, int length)
        {
            if (((command.P1 << 8) | command.P2) != p1P2)
            {
                return Status(StatusWord.IncorrectP1P2);
            }

            return command.Data.Length == length ? null : Status(StatusWord.WrongLength);
        }

        /// <summary>The flags of GET DATA and GET STATUS, of this moment.</summary>
        public byte Flags(long nowMs)
        {
            return (byte)((_clock.IsValid ? TokenApplet.FlagClockValid : 0)
                | (_authorization.Stage != Stage.None ? TokenApplet.FlagBusy : 0)
                | (_store.IsCounterUsedUp ? TokenApplet.FlagKeysUsedUp : 0)
                | (_channel.DelaySeconds(nowMs) > 0 ? TokenApplet.FlagAuthenticationDelayed : 0));
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
                return Status(status);
            }

            _authorization.Tick(nowMs);
            switch (command.Ins)
            {
                case TokenApplet.InsPutKey:
                    return _channel.Wrap(PutKey(command, nowMs));
                case TokenApplet.InsDeleteKey:
                    return DeleteKey(command, nowMs);
                case TokenApplet.InsPutData:
                    return _channel.Wrap(PutClock(command));
                case TokenApplet.InsGenerateCode:
                    return _channel.Wrap(GenerateCode(command, nowMs));
                case TokenApplet.InsGetStatus:
                    return _channel.Wrap(GetStatus(command, nowMs));
                default:
                    return _channel.Wrap(Cancel(command, nowMs));
            }
        }

        private static ResponseApdu Status(ushort statusWord)
        {
            return new ResponseApdu(statusWord);
        }

        private ResponseApdu PutKey(CommandApdu command, long nowMs)
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

            ResponseApdu answer = Take(keys, nowMs);
            KeyVault.Wipe(keys);
            return answer;
        }

        private ResponseApdu Take(KeySet keys, long nowMs)
        {
            if (keys.Version <= _store.Vault.HighestVersion)
            {
                return Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            // A code of the old keys is worth nothing any more, nor is a prompt for one.
            _authorization.Stop(nowMs);
            return _store.Vault.TryStorePersonal(keys)
                ? new ResponseApdu(StatusWord.Success, keys.Answer())
                : Status(StatusWord.NoPreciseDiagnosis);
        }

        // The channel ends with the keys that it was opened with, after the answer.
        private ResponseApdu DeleteKey(CommandApdu command, long nowMs)
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

            _authorization.Stop(nowMs);
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

        private ResponseApdu GenerateCode(CommandApdu command, long nowMs)
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
                ? _authorization.Begin(transaction, nowMs)
                : StatusWord.WrongData);
        }

        private ResponseApdu GetStatus(CommandApdu command, long nowMs)
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
            TransactionStatus status = new TransactionStatus(nonce, outcome, ledger.CodeCounter, Flags(nowMs));
            return new ResponseApdu(StatusWord.Success, status.ToBytes());
        }

        private ResponseApdu Cancel(CommandApdu command, long nowMs)
        {
            uint nonce;
            ResponseApdu wrong = WrongForm(command, 0x0000, 7);
            if (wrong != null)
            {
                return wrong;
            }

            return Status(TransactionStatus.TryParseQuery(command.Data, out nonce)
                ? _authorization.Cancel(nonce, nowMs)
                : StatusWord.WrongData);
        }
    }
}
