using PaymentCode.Core;
using PaymentCode.Device;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// Numbers that never repeat, in one record: sealed (1) · transaction (4) · event (4) · seeding of the random bit generator (4). Each is in the
    /// memory before it is used.
    /// </summary>
    internal sealed class Counters
    {
        public const int BodyLength = 13;
        private const int TransactionOffset = 1;
        private const int EventOffset = 5;
        private const int SeedingOffset = 9;
        private readonly FramRecord _record;
        private byte[] _body;

        public Counters(Fram fram, int address)
        {
            _record = new FramRecord(fram, address, BodyLength);
            _body = new byte[BodyLength];
        }

        public bool Exists
        {
            get { return _record.Exists; }
        }

        /// <summary>Whether this terminal has had keys: a vault that is unreadable from then on is damaged, not blank.</summary>
        public bool IsSealed
        {
            get { return _body[0] != 0; }
        }

        /// <summary>The newest transaction's number.</summary>
        public uint Transaction
        {
            get { return BigEndian.GetUInt32(_body, TransactionOffset); }
        }

        /// <summary>The newest event's number.</summary>
        public uint Event
        {
            get { return BigEndian.GetUInt32(_body, EventOffset); }
        }

        /// <summary>How often the generator was seeded.</summary>
        public uint Seeding
        {
            get { return BigEndian.GetUInt32(_body, SeedingOffset); }
        }

        public bool TryLoad()
        {
            _body = new byte[BodyLength];
            return _record.TryLoad() && (!_record.Exists || _record.TryRead(_body));
        }

        /// <summary>Writes zeros before the first keys arrive.</summary>
        public bool TryCreate()
        {
            return TryReplace(new byte[BodyLength]);
        }

        public bool TrySeal()
        {
            byte[] body = Copy();
            body[0] = 1;
            return TryReplace(body);
        }

        /// <summary>The next transaction and its first event, in one write.</summary>
        public bool TryBeginTransaction()
        {
            byte[] body = Copy();
            BigEndian.Put(Transaction + 1, body, TransactionOffset, 4);
            BigEndian.Put(Event + 1, body, EventOffset, 4);
            return TryReplace(body);
        }

        /// <summary>The next event.</summary>
        public bool TryNextEvent()
        {
            return TryMoveEvents(Event + 1);
        }

        /// <summary>Goes on counting events from a number that is above the newest one.</summary>
        public bool TryMoveEvents(uint number)
        {
            byte[] body = Copy();
            BigEndian.Put(number, body, EventOffset, 4);
            return TryReplace(body);
        }

        /// <summary>The next seeding.</summary>
        public bool TryNextSeeding()
        {
            byte[] body = Copy();
            BigEndian.Put(Seeding + 1, body, SeedingOffset, 4);
            return TryReplace(body);
        }

        private byte[] Copy()
        {
            return Bytes.Slice(_body, 0, BodyLength);
        }

        private bool TryReplace(byte[] body)
        {
            bool done = _record.TryWrite(body);
            if (done)
            {
                _body = body;
            }

            return done;
        }
    }
}
