using System;
using PaymentCode.Core;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Device
{
    /// <summary>
    /// Serial number, key sets and the highest key version there ever was, in one record, so that keys are taken whole or not at all:
    /// serial (8) · highest version (1) · transport set · personalised set, each as in PUT KEY in clear (PROTOCOLS.md 1.2), zeros for none.
    /// Keys are read when they are needed, wiped after use, and stay in no field.
    /// </summary>
    public sealed class KeyVault
    {
        /// <summary>Length of the record's body in bytes.</summary>
        public const int BodyLength = TransportOffset + 2 * KeySet.EncodedLength;
        private const int HighestOffset = TokenApplet.SerialLength;
        private const int TransportOffset = HighestOffset + 1;
        private const int PersonalOffset = TransportOffset + KeySet.EncodedLength;
        private readonly FramRecord _record;

        /// <param name="fram">The memory.</param>
        /// <param name="address">Where the record begins.</param>
        public KeyVault(Fram fram, int address)
        {
            _record = new FramRecord(fram, address, BodyLength);
            Serial = new byte[TokenApplet.SerialLength];
        }

        /// <summary>The board's serial number, 8 bytes; zeros on a blank one.</summary>
        public byte[] Serial { get; private set; }

        /// <summary>The highest version that any key set of this board had; it only rises.</summary>
        public byte HighestVersion { get; private set; }

        /// <summary>Version of the personalised set, 0 if there is none.</summary>
        public byte PersonalVersion { get; private set; }

        /// <summary>Version of the newest set: the personalised one, or the transport one while there is no other; 0 on a blank board.</summary>
        public byte CurrentVersion { get; private set; }

        /// <summary>Whether the board was ever given keys.</summary>
        public bool Exists
        {
            get { return _record.Exists; }
        }

        /// <summary>Overwrites a set's keys in RAM.</summary>
        public static void Wipe(KeySet keys)
        {
            Scp03Keys channel = keys.Channel();
            Array.Clear(channel.Enc, 0, channel.Enc.Length);
            Array.Clear(channel.Mac, 0, channel.Mac.Length);
            Array.Clear(channel.Dek, 0, channel.Dek.Length);
            Array.Clear(keys.Code, 0, keys.Code.Length);
            Array.Clear(keys.Seed, 0, keys.Seed.Length);
        }

        /// <summary>Loads the record, and wipes what a cut may have left of replaced keys.</summary>
        /// <returns>False if the memory does not answer.</returns>
        public bool TryLoad()
        {
            if (!_record.TryLoad())
            {
                return false;
            }

            if (!_record.Exists)
            {
                return true;
            }

            byte[] body = new byte[BodyLength];
            bool done = _record.TryRead(body) && _record.TryWipeOldSlot();
            Adopt(body);
            Array.Clear(body, 0, body.Length);
            return done;
        }

        /// <summary>Reads the newest set.</summary>
        /// <param name="keys">The keys; the caller wipes them after use.</param>
        /// <returns>False if the memory failed or there is no set.</returns>
        public bool TryReadCurrent(out KeySet keys)
        {
            keys = null;
            byte[] body = new byte[BodyLength];
            bool done = _record.TryRead(body);
            if (done)
            {
                byte[] encoded = Bytes.Slice(body, PersonalVersion != 0 ? PersonalOffset : TransportOffset, KeySet.EncodedLength);
                done = KeySet.TryParse(encoded, 0, null, out keys);
                Array.Clear(encoded, 0, encoded.Length);
            }

            Array.Clear(body, 0, body.Length);
            return done;
        }

        /// <summary>First loading: serial number and transport keys.</summary>
        public bool TryStoreTransport(byte[] serial, KeySet keys)
        {
            byte[] body = new byte[BodyLength];
            Array.Copy(serial, 0, body, 0, TokenApplet.SerialLength);
            return TryStore(body, TransportOffset, keys);
        }

        /// <summary>Personalisation, or its renewal: replaces the personalised set.</summary>
        public bool TryStorePersonal(KeySet keys)
        {
            byte[] body = new byte[BodyLength];
            return _record.TryRead(body) && TryStore(body, PersonalOffset, keys);
        }

        /// <summary>Erases the personalised set; the highest version stays.</summary>
        public bool TryErasePersonal()
        {
            byte[] body = new byte[BodyLength];
            if (!_record.TryRead(body))
            {
                return false;
            }

            Array.Clear(body, PersonalOffset, KeySet.EncodedLength);
            return TryReplace(body);
        }

        private bool TryStore(byte[] body, int offset, KeySet keys)
        {
            byte[] encoded = keys.ToBytes(null);
            body[HighestOffset] = keys.Version;
            Array.Copy(encoded, 0, body, offset, encoded.Length);
            Array.Clear(encoded, 0, encoded.Length);
            return TryReplace(body);
        }

        private bool TryReplace(byte[] body)
        {
            bool done = _record.TryWrite(body);
            if (done)
            {
                Adopt(body);

                // The new record stands even if the old one cannot be wiped now; it is then wiped at the next start.
                _record.TryWipeOldSlot();
            }

            Array.Clear(body, 0, body.Length);
            return done;
        }

        private void Adopt(byte[] body)
        {
            Serial = Bytes.Slice(body, 0, TokenApplet.SerialLength);
            HighestVersion = body[HighestOffset];
            PersonalVersion = body[PersonalOffset];
            CurrentVersion = PersonalVersion != 0 ? PersonalVersion : body[TransportOffset];
        }
    }
}
