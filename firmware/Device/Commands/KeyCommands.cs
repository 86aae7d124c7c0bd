using System;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Device
{
    /// <summary>Called before keys change: what the old ones made is worth nothing any more.</summary>
    /// <param name="nowMs">The time of this step.</param>
    public delegate void KeysChanging(long nowMs);

    /// <summary>Takes the first keys of a blank board.</summary>
    /// <param name="serial">The board's serial number from now on, 8 bytes, not all 0.</param>
    /// <param name="keys">The transport keys; wiped afterwards.</param>
    /// <returns>False if the memory failed; the board is then as blank as before.</returns>
    public delegate bool FirstKeysStore(byte[] serial, KeySet keys);

    /// <summary>PUT KEY and DELETE KEY (PROTOCOLS.md 1.2), the same on every board.</summary>
    public sealed class KeyCommands
    {
        private readonly KeyVault _vault;
        private readonly SecureChannel _channel;
        private readonly KeysChanging _changing;

        /// <param name="vault">Where the keys are kept.</param>
        /// <param name="channel">The bank's channel; DELETE KEY closes it.</param>
        /// <param name="changing">Called before keys change.</param>
        public KeyCommands(KeyVault vault, SecureChannel channel, KeysChanging changing)
        {
            _vault = vault;
            _channel = channel;
            _changing = changing;
        }

        /// <summary>The first loading of a blank board, in clear, at the issuer's. The command's data are wiped.</summary>
        public static ResponseApdu PutFirstKeys(CommandApdu command, FirstKeysStore store)
        {
            ResponseApdu wrong = CommandChecks.WrongForm(command, TokenApplet.PutKeyFirstOfSeveral, TokenApplet.SerialLength + KeySet.EncodedLength);
            if (wrong != null)
            {
                return wrong;
            }

            byte[] serial = Bytes.Slice(command.Data, 0, TokenApplet.SerialLength);
            KeySet keys;
            if (Bytes.Same(serial, new byte[TokenApplet.SerialLength]) || !KeySet.TryParse(command.Data, TokenApplet.SerialLength, null, out keys))
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            ResponseApdu answer = store(serial, keys)
                ? new ResponseApdu(StatusWord.Success, keys.Answer())
                : CommandChecks.Status(StatusWord.NoPreciseDiagnosis);
            KeyVault.Wipe(keys);
            Array.Clear(command.Data, 0, command.Data.Length);
            return answer;
        }

        /// <summary>PUT KEY as it came out of the channel; the answer is not yet protected.</summary>
        public ResponseApdu PutKey(CommandApdu command, long nowMs)
        {
            if (command.P2 != TokenApplet.PutKeyFirstOfSeveral)
            {
                return CommandChecks.Status(StatusWord.IncorrectP1P2);
            }

            if (command.P1 != 0 && command.P1 != _vault.CurrentVersion)
            {
                return CommandChecks.Status(StatusWord.ReferencedDataNotFound);
            }

            if (command.Data.Length != KeySet.EncodedLength)
            {
                return CommandChecks.Status(StatusWord.WrongLength);
            }

            KeySet keys;
            if (!KeySet.TryParse(command.Data, 0, new KeyCipher(_channel.DecryptKey), out keys))
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            ResponseApdu answer = Take(keys, nowMs);
            KeyVault.Wipe(keys);
            return answer;
        }

        /// <summary>DELETE KEY as it came out of the channel. The answer is protected already: the channel ends with the keys it was opened with.</summary>
        public ResponseApdu DeleteKey(CommandApdu command, long nowMs)
        {
            ResponseApdu wrong = CommandChecks.WrongForm(command, 0x0000, 3);
            if (wrong != null)
            {
                return wrong;
            }

            if (command.Data[0] != TokenApplet.TagKeyVersion || command.Data[1] != 1)
            {
                return CommandChecks.Status(StatusWord.WrongData);
            }

            if (command.Data[2] == 0 || command.Data[2] != _vault.PersonalVersion)
            {
                return CommandChecks.Status(StatusWord.ReferencedDataNotFound);
            }

            _changing(nowMs);
            if (!_vault.TryErasePersonal())
            {
                return CommandChecks.Status(StatusWord.NoPreciseDiagnosis);
            }

            ResponseApdu answer = _channel.Wrap(CommandChecks.Status(StatusWord.Success));
            _channel.Close();
            return answer;
        }

        private ResponseApdu Take(KeySet keys, long nowMs)
        {
            if (keys.Version <= _vault.HighestVersion)
            {
                return CommandChecks.Status(StatusWord.ConditionsOfUseNotSatisfied);
            }

            _changing(nowMs);
            return _vault.TryStorePersonal(keys)
                ? new ResponseApdu(StatusWord.Success, keys.Answer())
                : CommandChecks.Status(StatusWord.NoPreciseDiagnosis);
        }
    }
}
