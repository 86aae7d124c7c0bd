using System;
using PaymentCode.Core.Apdu;

namespace PaymentCode.Core.Crypto
{
    /// <summary>
    /// The card's end of an SCP03 secure channel: GlobalPlatform Amendment D v1.1.2, AES-128, S8, i = 70 (pseudo-random card challenge, R-MAC,
    /// R-ENCRYPTION), security level 33 and no other.
    /// </summary>
    public sealed class Scp03Card
    {
        /// <summary>Length in bytes of the answer to INITIALIZE UPDATE.</summary>
        public const int InitializeUpdateLength = KddLength + 3 + (2 * Scp03Session.ChallengeLength) + CounterLength;

        /// <summary>Length of the key diversification data in bytes.</summary>
        public const int KddLength = 10;

        /// <summary>Largest sequence counter: 3 bytes.</summary>
        public const uint MaxSequenceCounter = 0xFFFFFF;

        private const int CounterLength = 3;

        private readonly byte[] _applicationId;
        private Scp03Session _session;
        private byte[] _dek;

        /// <param name="applicationId">AID of the selected application, an input of the card challenge.</param>
        public Scp03Card(byte[] applicationId) => _applicationId = applicationId;

        /// <summary>Whether EXTERNAL AUTHENTICATE succeeded and nothing went wrong since.</summary>
        public bool IsOpen { get; private set; }

        /// <summary>
        /// INITIALIZE UPDATE: ends the channel there is and begins a new one. Returns the answer's data, 32 bytes: KDD (10) · KVN 03 70 · card
        /// challenge (8) · card cryptogram (8) · sequence counter (3).
        /// </summary>
        /// <param name="hostChallenge">The command's data, 8 bytes.</param>
        /// <param name="keys">The key version asked for.</param>
        /// <param name="sequenceCounter">1 to <see cref="MaxSequenceCounter"/>; must be stored before the answer is sent, and never used twice with these keys.</param>
        /// <param name="keyDiversificationData">10 bytes.</param>
        /// <exception cref="ArgumentException">A length or range is wrong.</exception>
        public byte[] InitializeUpdate(byte[] hostChallenge, Scp03Keys keys, uint sequenceCounter, byte[] keyDiversificationData)
        {
            Close();
            if (hostChallenge.Length != Scp03Session.ChallengeLength || sequenceCounter > MaxSequenceCounter
                || keyDiversificationData.Length != KddLength)
            {
                throw new ArgumentException("Host challenge 8 bytes, sequence counter 24 bits, KDD 10 bytes");
            }

            byte[] counter = new byte[CounterLength];
            BigEndian.Put(sequenceCounter, counter, 0, CounterLength);
            byte[] challenge = Scp03Kdf.Derive(
                keys.Enc, Scp03Kdf.CardChallenge, Scp03Session.ChallengeLength, Bytes.Concat(counter, _applicationId));
            _session = new Scp03Session(keys, hostChallenge, challenge);
            _dek = keys.Dek;

            byte[] answer = new byte[InitializeUpdateLength];
            Array.Copy(keyDiversificationData, 0, answer, 0, KddLength);
            answer[10] = keys.Version;
            answer[11] = Scp03Session.Protocol;
            answer[12] = Scp03Session.Parameter;
            Array.Copy(challenge, 0, answer, 13, Scp03Session.ChallengeLength);
            Array.Copy(_session.Cryptogram(Scp03Kdf.CardCryptogram), 0, answer, 21, Scp03Session.ChallengeLength);
            Array.Copy(counter, 0, answer, 29, CounterLength);
            return answer;
        }

        /// <summary>
        /// EXTERNAL AUTHENTICATE. 9000: the channel is open. Anything else ends the attempt: 6985 without a fresh INITIALIZE UPDATE, 6A86 for
        /// another security level, 6700 for a wrong length, 6982 for a wrong cryptogram or MAC; only that is a failed authentication.
        /// </summary>
        public ushort ExternalAuthenticate(CommandApdu command)
        {
            if (_session == null || IsOpen)
            {
                Close();
                return StatusWord.ConditionsOfUseNotSatisfied;
            }

            ushort status = StatusWord.Success;
            if (command.P1 != Scp03Session.SecurityLevel || command.P2 != 0)
            {
                status = StatusWord.IncorrectP1P2;
            }
            else if (command.Data.Length != 2 * Scp03Session.MacLength)
            {
                status = StatusWord.WrongLength;
            }
            else
            {
                byte[] cryptogram = _session.Cryptogram(Scp03Kdf.HostCryptogram);
                bool authentic = IsMacRight(command)
                    & Bytes.SameInFixedTime(cryptogram, 0, command.Data, 0, Scp03Session.MacLength);
                status = authentic ? StatusWord.Success : StatusWord.SecurityStatusNotSatisfied;
            }

            IsOpen = status == StatusWord.Success;
            if (!IsOpen)
            {
                Close();
            }

            return status;
        }

        /// <summary>
        /// Verifies and decrypts a command. 9000: <paramref name="plain"/> is the command with its class's secure messaging bit cleared.
        /// 6982: the channel was not open, or it is closed now because MAC or padding is wrong.
        /// </summary>
        public ushort Unwrap(CommandApdu secured, out CommandApdu plain)
        {
            plain = null;
            if (IsOpen && (secured.Cla & Scp03Session.SecureMessaging) != 0 && secured.Data.Length >= Scp03Session.MacLength && IsMacRight(secured))
            {
                _session.NextCommand();
                byte[] data = _session.Decrypt(secured.Data, false);
                if (data != null)
                {
                    plain = new CommandApdu(
                        (byte)(secured.Cla & ~Scp03Session.SecureMessaging), secured.Ins, secured.P1, secured.P2, data, secured.Le);
                    return StatusWord.Success;
                }
            }

            Close();
            return StatusWord.SecurityStatusNotSatisfied;
        }

        /// <summary>
        /// Encrypts and authenticates the answer to the command unwrapped last. An error status goes out bare, without data: SCP03 has no R-MAC for
        /// errors.
        /// </summary>
        public ResponseApdu Wrap(ResponseApdu plain)
        {
            if (!IsOpen || !Scp03Session.IsProtected(plain.StatusWord))
            {
                return new ResponseApdu(plain.StatusWord);
            }

            byte[] data = _session.Encrypt(plain.Data, true);
            int length = data.Length - Scp03Session.MacLength;
            Array.Copy(_session.ResponseMac(data, length, plain.StatusWord), 0, data, length, Scp03Session.MacLength);
            return new ResponseApdu(plain.StatusWord, data);
        }

        /// <summary>Decrypts one key of PUT KEY, a whole number of blocks, under Key-DEK (Amendment D §7.2).</summary>
        /// <exception cref="InvalidOperationException">No channel is open.</exception>
        public byte[] DecryptKey(byte[] value)
        {
            if (!IsOpen)
            {
                throw new InvalidOperationException("No secure channel");
            }

            return DeviceCrypto.AesCbcDecrypt(_dek, new byte[16], value);
        }

        /// <summary>Ends the channel and erases its session keys. The static keys belong to the caller.</summary>
        public void Close()
        {
            if (_session != null)
            {
                _session.Clear();
            }

            _session = null;
            _dek = null;
            IsOpen = false;
        }

        private bool IsMacRight(CommandApdu secured)
            => Bytes.SameInFixedTime(
                _session.CommandMac(secured), 0, secured.Data, secured.Data.Length - Scp03Session.MacLength, Scp03Session.MacLength);
    }
}
