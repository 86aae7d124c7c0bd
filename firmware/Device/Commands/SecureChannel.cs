using System;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Device
{
    /// <summary>
    /// The bank's secure channel with what it must remember: its sequence counter is in the memory before an answer goes out, and failed
    /// authentications are counted there before they are tried, so that cutting the power undoes neither. Openings that nobody completes
    /// are counted too: a computer that asks for them without end would otherwise use up the sequence counter within weeks.
    /// </summary>
    public sealed class SecureChannel
    {
        private const int HostChallengeLength = 8;
        private const int HostAuthenticationLength = 16;
        private const byte SecurityLevel = 0x33;
        private const int FreeFailures = 3;
        private const int FreeOpenings = 32;
        private const int LongestDelaySeconds = 60;

        private readonly KeyVault _vault;
        private readonly ChannelRecord _record;
        private readonly Scp03Card _card;
        private byte[] _dek;
        private bool _isPending;

        /// <param name="vault">The keys.</param>
        /// <param name="record">What the channel must not forget.</param>
        /// <param name="aid">The application's identifier, of which the card challenge is made.</param>
        public SecureChannel(KeyVault vault, ChannelRecord record, byte[] aid)
        {
            _vault = vault;
            _record = record;
            _card = new Scp03Card(aid);
        }

        /// <summary>
        /// Takes up what was remembered at power-on. How much of a delay has passed meanwhile is not known: it begins anew.
        /// </summary>
        public void Start(long nowMs)
        {
            DelayFrom(nowMs);
        }

        /// <summary>Seconds until INITIALIZE UPDATE is accepted again, 0 to 60.</summary>
        public int DelaySeconds(long nowMs)
        {
            return nowMs >= _record.ClosedUntilMs ? 0 : (int)((_record.ClosedUntilMs - nowMs + 999) / 1000);
        }

        /// <summary>INITIALIZE UPDATE: a new sequence number, in the memory before the answer goes out.</summary>
        public ResponseApdu InitializeUpdate(CommandApdu command, long nowMs)
        {
            Close();
            if (command.P2 != 0)
            {
                return new ResponseApdu(StatusWord.IncorrectP1P2);
            }

            if (command.Data.Length != HostChallengeLength)
            {
                return new ResponseApdu(StatusWord.WrongLength);
            }

            if (DelaySeconds(nowMs) > 0)
            {
                return new ResponseApdu(StatusWord.AuthenticationMethodBlocked);
            }

            byte version = _vault.CurrentVersion;
            if (version == 0 || (command.P1 != 0 && command.P1 != version))
            {
                return new ResponseApdu(StatusWord.ReferencedDataNotFound);
            }

            uint sequence = _record.Sequence + 1;
            if (sequence > Scp03Card.MaxSequenceCounter)
            {
                return new ResponseApdu(StatusWord.ConditionsOfUseNotSatisfied);
            }

            KeySet keys;
            if (!_record.TryWrite(sequence, _record.Failures, OneMore(_record.Openings)) || !_vault.TryReadCurrent(out keys))
            {
                return new ResponseApdu(StatusWord.NoPreciseDiagnosis);
            }

            DelayFrom(nowMs);

            byte[] diversification = new byte[Scp03Card.KddLength];
            Array.Copy(_vault.Serial, 0, diversification, 0, TokenApplet.SerialLength);
            Scp03Keys set = keys.Channel();
            _dek = Bytes.Slice(set.Dek, 0, set.Dek.Length);
            Scp03Keys working = new Scp03Keys(version, set.Enc, set.Mac, _dek);
            byte[] answer = _card.InitializeUpdate(command.Data, working, sequence, diversification);
            KeyVault.Wipe(keys);
            _isPending = true;
            return new ResponseApdu(StatusWord.Success, answer);
        }

        /// <summary>EXTERNAL AUTHENTICATE: the status word.</summary>
        public ushort ExternalAuthenticate(CommandApdu command, long nowMs)
        {
            bool isAttempt = _isPending && command.P1 == SecurityLevel && command.P2 == 0 && command.Data.Length == HostAuthenticationLength;
            _isPending = false;
            if (!isAttempt)
            {
                return Checked(_card.ExternalAuthenticate(command));
            }

            if (!_record.TryWrite(_record.Sequence, OneMore(_record.Failures), _record.Openings))
            {
                Close();
                return StatusWord.NoPreciseDiagnosis;
            }

            ushort status = Checked(_card.ExternalAuthenticate(command));
            if (status != StatusWord.Success)
            {
                DelayFrom(nowMs);
            }
            else if (!_record.TryWrite(_record.Sequence, 0, 0))
            {
                Close();
                return StatusWord.NoPreciseDiagnosis;
            }
            else
            {
                _record.ClosedUntilMs = nowMs;
            }

            return status;
        }

        /// <summary>A protected command in clear; any status but 9000 has closed the channel.</summary>
        public ushort Unwrap(CommandApdu secured, out CommandApdu plain)
        {
            _isPending = false;
            return Checked(_card.Unwrap(secured, out plain));
        }

        /// <summary>An answer, protected where SCP03 protects answers.</summary>
        public ResponseApdu Wrap(ResponseApdu plain)
        {
            return _card.Wrap(plain);
        }

        /// <summary>A key value of PUT KEY in clear (Amendment D §7.2).</summary>
        public byte[] DecryptKey(byte[] value)
        {
            return _card.DecryptKey(value);
        }

        /// <summary>Ends the channel and wipes its keys.</summary>
        public void Close()
        {
            _isPending = false;
            _card.Close();
            if (_dek != null)
            {
                Array.Clear(_dek, 0, _dek.Length);
                _dek = null;
            }
        }

        private ushort Checked(ushort status)
        {
            if (status != StatusWord.Success)
            {
                Close();
            }

            return status;
        }

        private void DelayFrom(long nowMs)
        {
            int failures = _record.Failures - FreeFailures;
            int openings = _record.Openings - FreeOpenings;
            int beyond = failures > openings ? failures : openings;
            if (beyond < 0)
            {
                return;
            }

            int seconds = beyond >= 6 ? LongestDelaySeconds : 1 << beyond;
            _record.ClosedUntilMs = nowMs + seconds * 1000;
        }

        private static byte OneMore(byte count)
        {
            return count == byte.MaxValue ? count : (byte)(count + 1);
        }
    }
}
