using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// Events that the bank has not acknowledged yet, oldest first. Their numbers are in the memory before they go out; what they say is not, so that
    /// no PIN block lies there.
    /// </summary>
    internal sealed class EventQueue
    {
        /// <summary>How many events wait at most. What would be one too many does not happen: no transaction begins while so many wait.</summary>
        public const int Capacity = 16;

        /// <summary>How many events there must be room for to begin a transaction: what it sends without the bank's doing.</summary>
        public const int Reserve = 8;

        private readonly Counters _counters;
        private readonly uint[] _numbers = new uint[Capacity];
        private readonly byte[] _kinds = new byte[Capacity];
        private readonly uint[] _transactions = new uint[Capacity];
        private readonly TlvList[] _fields = new TlvList[Capacity];
        private int _count;

        public EventQueue(Counters counters)
        {
            _counters = counters;
        }

        public bool HasRoom
        {
            get { return Capacity - _count >= Reserve; }
        }

        /// <summary>Number of the oldest event, 0 if there is none.</summary>
        public uint Oldest
        {
            get { return _count == 0 ? 0 : _numbers[0]; }
        }

        /// <summary>Adds an event under the next number.</summary>
        /// <returns>False if there is no room, or the memory did not take the number.</returns>
        public bool TryAdd(byte kind, uint transaction, TlvList fields)
        {
            if (_count == Capacity || !_counters.TryNextEvent())
            {
                return false;
            }

            Append(kind, transaction, fields);
            return true;
        }

        /// <summary>Adds the event that begins a transaction; <see cref="Counters.TryBeginTransaction"/> has numbered both.</summary>
        public void AddBegun(Transaction transaction)
        {
            Append(TerminalApplet.EventStarted, transaction.Number, transaction.Fields());
        }

        /// <summary>Forgets what the bank has.</summary>
        /// <param name="newest">Number of the newest event that it has.</param>
        /// <returns>False if the memory failed.</returns>
        public bool TryAcknowledge(uint newest)
        {
            int gone = 0;
            while (gone < _count && _numbers[gone] <= newest)
            {
                gone++;
            }

            for (int i = gone; i < _count; i++)
            {
                _numbers[i - gone] = _numbers[i];
                _kinds[i - gone] = _kinds[i];
                _transactions[i - gone] = _transactions[i];
                _fields[i - gone] = _fields[i];
            }

            for (int i = _count - gone; i < _count; i++)
            {
                _fields[i] = null;
            }

            _count -= gone;

            // A memory that was replaced does not know what there was: what comes next must be newer than all the bank has seen.
            return newest <= _counters.Event || _counters.TryMoveEvents(newest);
        }

        /// <summary>The answer of GET EVENT: the state, and the oldest event if there is one.</summary>
        public TlvList Answer(byte state)
        {
            TlvList answer = new TlvList().AddNumber(TerminalApplet.TagState, state, 1);
            if (_count == 0)
            {
                return answer;
            }

            answer.AddNumber(TerminalApplet.TagSequence, _numbers[0], 4)
                .AddNumber(TerminalApplet.TagEvent, _kinds[0], 1)
                .AddNumber(TerminalApplet.TagTransaction, _transactions[0], 4);
            if (_fields[0] != null)
            {
                answer.AddAll(_fields[0]);
            }

            return answer;
        }

        private void Append(byte kind, uint transaction, TlvList fields)
        {
            _numbers[_count] = _counters.Event;
            _kinds[_count] = kind;
            _transactions[_count] = transaction;
            _fields[_count++] = fields;
        }
    }
}
