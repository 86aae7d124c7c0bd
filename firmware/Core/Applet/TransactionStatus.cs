using PaymentCode.Core.Apdu;

namespace PaymentCode.Core.Applet
{
    /// <summary>The answer of GET STATUS, docs/PROTOCOLS.md §1.3, and the nonce that GET STATUS and CANCEL ask with.</summary>
    public sealed class TransactionStatus
    {
        /// <summary>No counter: the outcome is neither confirmed nor ended.</summary>
        public const int NoCounter = -1;

        private const int MaxLength = 20;

        /// <param name="nonce">The transaction's nonce.</param>
        /// <param name="outcome">One of <see cref="TokenApplet"/>'s Outcome constants.</param>
        /// <param name="counter">Application transaction counter, or <see cref="NoCounter"/>.</param>
        /// <param name="flags"><see cref="TokenApplet"/>'s Flag constants.</param>
        public TransactionStatus(uint nonce, byte outcome, int counter, byte flags)
        {
            Nonce = nonce;
            Outcome = outcome;
            Counter = HasCounter(outcome) ? counter : NoCounter;
            Flags = flags;
        }

        /// <summary>The transaction's nonce.</summary>
        public uint Nonce { get; }

        /// <summary>One of <see cref="TokenApplet"/>'s Outcome constants.</summary>
        public byte Outcome { get; }

        /// <summary>Application transaction counter with the outcomes confirmed and ended, else <see cref="NoCounter"/>.</summary>
        public int Counter { get; }

        /// <summary><see cref="TokenApplet"/>'s Flag constants.</summary>
        public byte Flags { get; }

        /// <summary>Reads the answer's data. False unless it is exactly what <see cref="ToBytes"/> gives.</summary>
        public static bool TryParse(byte[] data, out TransactionStatus status)
        {
            status = null;
            TlvReader reader = new TlvReader(data, 0, data.Length);
            ulong nonce = 0;
            ulong outcome = 0;
            ulong counter = 0;
            ulong flags = 0;
            while (reader.Read())
            {
                ulong number = reader.GetNumber();
                switch (reader.Tag)
                {
                    case TokenApplet.TagNonce:
                        nonce = number;
                        break;
                    case TokenApplet.TagOutcome:
                        outcome = number;
                        break;
                    case TokenApplet.TagCounter:
                        counter = number;
                        break;
                    case TokenApplet.TagStatusFlags:
                        flags = number;
                        break;
                }
            }

            TransactionStatus read = new TransactionStatus((uint)nonce, (byte)outcome, (ushort)counter, (byte)flags);
            if (reader.IsMalformed || outcome > TokenApplet.OutcomeEnded || !Bytes.Same(read.ToBytes(), data))
            {
                return false;
            }

            status = read;
            return true;
        }

        /// <summary>The answer's data.</summary>
        public byte[] ToBytes()
        {
            TlvWriter writer = new TlvWriter(MaxLength);
            writer.WriteNumber(TokenApplet.TagNonce, Nonce, 4);
            writer.WriteNumber(TokenApplet.TagOutcome, Outcome, 1);
            if (HasCounter(Outcome))
            {
                writer.WriteNumber(TokenApplet.TagCounter, (ulong)Counter, 2);
            }

            writer.WriteNumber(TokenApplet.TagStatusFlags, Flags, 1);
            return writer.ToArray();
        }

        /// <summary>The data of GET STATUS and CANCEL: 9F37 04 nonce.</summary>
        public static byte[] Query(uint nonce)
        {
            TlvWriter writer = new TlvWriter(7);
            writer.WriteNumber(TokenApplet.TagNonce, nonce, 4);
            return writer.ToArray();
        }

        /// <summary>Reads the data of GET STATUS and CANCEL. False if it is anything but the one object.</summary>
        public static bool TryParseQuery(byte[] data, out uint nonce)
        {
            nonce = data.Length == 7 ? BigEndian.GetUInt32(data, 3) : 0;
            return Bytes.Same(data, Query(nonce));
        }

        private static bool HasCounter(byte outcome)
            => outcome == TokenApplet.OutcomeConfirmed || outcome == TokenApplet.OutcomeEnded;
    }
}
