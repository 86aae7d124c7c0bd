using System;
using PaymentCode.Core.Apdu;

namespace PaymentCode.Core.Crypto
{
    /// <summary>
    /// The host's end of an SCP03 secure channel, the mirror of <see cref="Scp03Card"/>: security level 33. One object for one channel, in this
    /// order: <see cref="InitializeUpdate"/>, <see cref="TryOpen"/>, <see cref="ExternalAuthenticate"/>; then <see cref="Wrap"/> and
    /// <see cref="TryUnwrap"/> in turn.
    /// </summary>
    public sealed class Scp03Host
    {
        private readonly byte[] _hostChallenge;
        private Scp03Session _session;
        private byte[] _dek;

        /// <param name="hostChallenge">8 random bytes, never used before.</param>
        /// <exception cref="ArgumentException">Not 8 bytes.</exception>
        public Scp03Host(byte[] hostChallenge)
        {
            if (hostChallenge.Length != Scp03Session.ChallengeLength)
            {
                throw new ArgumentException("Host challenge 8 bytes");
            }

            _hostChallenge = hostChallenge;
        }

        /// <summary>Whether the card proved that it has the keys.</summary>
        public bool IsCardAuthenticated => _session != null;

        /// <summary>The key version that a card's answer to INITIALIZE UPDATE names, -1 if it is no such answer.</summary>
        public static int KeyVersionOf(ResponseApdu response)
            => response.StatusWord == StatusWord.Success && response.Data.Length == Scp03Card.InitializeUpdateLength
                && response.Data[11] == Scp03Session.Protocol && response.Data[12] == Scp03Session.Parameter
                ? response.Data[10] : -1;

        /// <summary>The INITIALIZE UPDATE command for a key version, 0 for the newest.</summary>
        public CommandApdu InitializeUpdate(byte keyVersion)
            => new CommandApdu(Scp03Session.ClaGlobalPlatform, Scp03Session.InsInitializeUpdate, keyVersion, 0, _hostChallenge, 256);

        /// <summary>
        /// Takes the card's answer. True if it names the keys' version and its cryptogram is right: this is a card that has
        /// <paramref name="keys"/>.
        /// </summary>
        public bool TryOpen(ResponseApdu response, Scp03Keys keys)
        {
            Close();
            if (KeyVersionOf(response) != keys.Version)
            {
                return false;
            }

            Scp03Session session = new Scp03Session(keys, _hostChallenge, Bytes.Slice(response.Data, 13, Scp03Session.ChallengeLength));
            byte[] cryptogram = session.Cryptogram(Scp03Kdf.CardCryptogram);
            if (!Bytes.SameInFixedTime(cryptogram, 0, response.Data, 21, Scp03Session.MacLength))
            {
                return false;
            }

            _session = session;
            _dek = keys.Dek;
            return true;
        }

        /// <summary>The EXTERNAL AUTHENTICATE command. Its answer is a bare status word: only the first unwrapped answer proves the channel.</summary>
        /// <exception cref="InvalidOperationException">The card has not been authenticated.</exception>
        public CommandApdu ExternalAuthenticate()
        {
            byte[] data = new byte[2 * Scp03Session.MacLength];
            Array.Copy(Session().Cryptogram(Scp03Kdf.HostCryptogram), 0, data, 0, Scp03Session.MacLength);
            return Authenticate(new CommandApdu(
                Scp03Session.ClaGlobalPlatform | Scp03Session.SecureMessaging,
                Scp03Session.InsExternalAuthenticate,
                Scp03Session.SecurityLevel,
                0,
                data));
        }

        /// <summary>Encrypts and authenticates a command; its data may be at most 991 bytes.</summary>
        /// <exception cref="InvalidOperationException">The card has not been authenticated.</exception>
        /// <exception cref="ArgumentException">Too much data.</exception>
        public CommandApdu Wrap(CommandApdu plain)
        {
            Session().NextCommand();
            return Authenticate(new CommandApdu(
                (byte)(plain.Cla | Scp03Session.SecureMessaging), plain.Ins, plain.P1, plain.P2, _session.Encrypt(plain.Data, false), plain.Le));
        }

        /// <summary>
        /// Takes the bytes of the answer to the command wrapped last. True with <paramref name="authentic"/> true: status and data are the card's.
        /// True with it false: a bare error status, which anybody on the way could have made: what the card did is unknown. False: neither,
        /// such as a success without R-MAC; the channel is of no further use.
        /// </summary>
        public bool TryUnwrap(byte[] response, out ResponseApdu plain, out bool authentic)
        {
            plain = null;
            authentic = false;
            if (!ResponseApdu.TryParse(response, 0, response.Length, out ResponseApdu secured))
            {
                return false;
            }

            if (!Scp03Session.IsProtected(secured.StatusWord))
            {
                plain = secured.Data.Length == 0 ? secured : null;
                return plain != null;
            }

            int length = secured.Data.Length - Scp03Session.MacLength;
            if (length < 0 || !Bytes.SameInFixedTime(
                Session().ResponseMac(secured.Data, length, secured.StatusWord), 0, secured.Data, length, Scp03Session.MacLength))
            {
                return false;
            }

            byte[] data = _session.Decrypt(secured.Data, true);
            authentic = data != null;
            plain = authentic ? new ResponseApdu(secured.StatusWord, data) : null;
            return authentic;
        }

        /// <summary>Encrypts one key for PUT KEY, a whole number of blocks, under Key-DEK (Amendment D §7.2).</summary>
        /// <exception cref="InvalidOperationException">The card has not been authenticated.</exception>
        public byte[] EncryptKey(byte[] value)
        {
            Session();
            return DeviceCrypto.AesCbcEncrypt(_dek, new byte[16], value);
        }

        /// <summary>Ends the channel and erases its session keys.</summary>
        public void Close()
        {
            if (_session != null)
            {
                _session.Clear();
            }

            _session = null;
            _dek = null;
        }

        private CommandApdu Authenticate(CommandApdu secured)
        {
            byte[] mac = Session().CommandMac(secured);
            Array.Copy(mac, 0, secured.Data, secured.Data.Length - Scp03Session.MacLength, Scp03Session.MacLength);
            return secured;
        }

        private Scp03Session Session()
        {
            if (_session == null)
            {
                throw new InvalidOperationException("SCP03: the card has not been authenticated");
            }

            return _session;
        }
    }
}
