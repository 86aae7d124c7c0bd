using System;
using PaymentCode.Core;
using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Terminal
{
    /// <summary>
    /// The last 32 transactions and what became of each, a record for each place: number (4) · state (1) · type (1) · amount, n12 (6). A transaction's
    /// place is its number modulo 32, so that the newest takes the place of the oldest.
    /// </summary>
    internal sealed class Journal
    {
        public const int Count = 32;
        private const int BodyLength = 12;
        private const int StateOffset = 4;
        private const int TypeOffset = 5;
        private const int AmountOffset = 6;
        private const int AmountLength = 6;

        private readonly FramRecord[] _records = new FramRecord[Count];
        private readonly byte[][] _bodies = new byte[Count][];

        public Journal(Fram fram, int address)
        {
            for (int i = 0; i < Count; i++)
            {
                _records[i] = new FramRecord(fram, address + i * FramRecord.Size(BodyLength), BodyLength);
                _bodies[i] = new byte[BodyLength];
            }
        }

        /// <summary>Reads the journal.</summary>
        /// <returns>False if the memory does not answer.</returns>
        public bool TryLoad()
        {
            for (int i = 0; i < Count; i++)
            {
                _bodies[i] = new byte[BodyLength];
                if (!_records[i].TryLoad() || (_records[i].Exists && !_records[i].TryRead(_bodies[i])))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The oldest transaction that is still under way, 0 if there is none.</summary>
        public uint FindOpen()
        {
            uint found = 0;
            for (int i = 0; i < Count; i++)
            {
                uint number = BigEndian.GetUInt32(_bodies[i], 0);
                if (_bodies[i][StateOffset] == TerminalApplet.JournalOpen && (found == 0 || number < found))
                {
                    found = number;
                }
            }

            return found;
        }

        /// <summary>State of a transaction, one of <see cref="TerminalApplet"/>'s Journal constants.</summary>
        public byte StateOf(uint transaction)
        {
            byte[] body = _bodies[transaction % Count];
            return transaction != 0 && BigEndian.GetUInt32(body, 0) == transaction ? body[StateOffset] : TerminalApplet.JournalUnknown;
        }

        /// <summary>Type of a transaction that is in the journal.</summary>
        public byte TypeOf(uint transaction)
        {
            return _bodies[transaction % Count][TypeOffset];
        }

        /// <summary>Amount in minor units of a transaction that is in the journal.</summary>
        public long AmountOf(uint transaction)
        {
            long amount;
            Bcd.TryGet(_bodies[transaction % Count], AmountOffset, AmountLength, out amount);
            return amount;
        }

        /// <summary>Enters a transaction that is under way.</summary>
        public bool TryOpen(uint transaction, byte type, long amountMinor)
        {
            byte[] body = new byte[BodyLength];
            BigEndian.Put(transaction, body, 0, 4);
            body[StateOffset] = TerminalApplet.JournalOpen;
            body[TypeOffset] = type;
            Bcd.Put(amountMinor, body, AmountOffset, AmountLength);
            return TryReplace(transaction, body);
        }

        /// <summary>Enters how a transaction ended.</summary>
        public bool TryClose(uint transaction, byte state)
        {
            byte[] body = new byte[BodyLength];
            Array.Copy(_bodies[transaction % Count], 0, body, 0, BodyLength);
            body[StateOffset] = state;
            return TryReplace(transaction, body);
        }

        private bool TryReplace(uint transaction, byte[] body)
        {
            int place = (int)(transaction % Count);
            bool done = _records[place].TryWrite(body);
            if (done)
            {
                _bodies[place] = body;
            }

            return done;
        }
    }
}
