using System;
using PaymentCode.Core.Applet;

namespace PaymentCode.Core.Codes
{
    /// <summary>
    /// What a code's picture carries, docs/PROTOCOLS.md §3:
    /// 0 version 1 (high nibble) and form · 1 serial (8) · 9 counter (2) · 11 reservation n10 (5) · 16 authenticator (32, or 64 for a signature).
    /// </summary>
    public sealed class AuthorizationPayload
    {
        /// <summary>Length in bytes of the payload of a dynamic code.</summary>
        public const int DynamicLength = HeaderLength + 32;

        /// <summary>Length in bytes of the payload of a signature.</summary>
        public const int SignatureLength = HeaderLength + 64;

        private const int HeaderLength = 16;
        private const int Version = 1;

        /// <param name="serial">Token serial number, 8 bytes, not copied.</param>
        /// <param name="counter">Application transaction counter of this code, 1 to 65,535.</param>
        /// <param name="reservation">Reservation reference, 0 to 9,999,999,999.</param>
        /// <param name="authenticator">32 bytes for a dynamic code, 64 for a signature; not copied.</param>
        /// <exception cref="ArgumentException">A length or range is wrong.</exception>
        public AuthorizationPayload(byte[] serial, ushort counter, long reservation, byte[] authenticator)
        {
            if (serial.Length != TokenApplet.SerialLength || reservation < 0 || reservation > TransactionData.MaxReservation
                || (authenticator.Length != 32 && authenticator.Length != 64))
            {
                throw new ArgumentException("Serial 8 bytes, reservation 10 digits, authenticator 32 or 64 bytes");
            }

            Serial = serial;
            Counter = counter;
            Reservation = reservation;
            Authenticator = authenticator;
        }

        /// <summary>Token serial number, 8 bytes.</summary>
        public byte[] Serial { get; }

        /// <summary>Application transaction counter of this code.</summary>
        public ushort Counter { get; }

        /// <summary>Reservation reference, 0 to 9,999,999,999.</summary>
        public long Reservation { get; }

        /// <summary>32 bytes (dynamic code) or 64 (signature).</summary>
        public byte[] Authenticator { get; }

        /// <summary><see cref="TokenApplet.FormDynamic"/> or <see cref="TokenApplet.FormSignature"/>.</summary>
        public byte Form => Authenticator.Length == 32 ? TokenApplet.FormDynamic : TokenApplet.FormSignature;

        /// <summary>Reads a payload. False if version, form, length or a decimal digit is wrong.</summary>
        public static bool TryParse(byte[] bytes, out AuthorizationPayload payload)
        {
            payload = null;
            int expected = bytes.Length == DynamicLength ? TokenApplet.FormDynamic
                : bytes.Length == SignatureLength ? TokenApplet.FormSignature : -1;
            if (expected < 0 || bytes[0] != ((Version << 4) | expected) || !Bcd.TryGet(bytes, 11, 5, out long reservation))
            {
                return false;
            }

            payload = new AuthorizationPayload(
                Bytes.Slice(bytes, 1, TokenApplet.SerialLength),
                BigEndian.GetUInt16(bytes, 9),
                reservation,
                Bytes.Slice(bytes, HeaderLength, bytes.Length - HeaderLength));
            return true;
        }

        /// <summary>The payload's bytes, 48 or 80.</summary>
        public byte[] ToBytes()
        {
            byte[] bytes = new byte[HeaderLength + Authenticator.Length];
            bytes[0] = (byte)((Version << 4) | Form);
            Array.Copy(Serial, 0, bytes, 1, TokenApplet.SerialLength);
            BigEndian.Put(Counter, bytes, 9, 2);
            Bcd.Put(Reservation, bytes, 11, 5);
            Array.Copy(Authenticator, 0, bytes, HeaderLength, Authenticator.Length);
            return bytes;
        }
    }
}
