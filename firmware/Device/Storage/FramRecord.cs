using System;
using PaymentCode.Core;
using PaymentCode.Core.Symbols;

namespace PaymentCode.Device
{
    /// <summary>
    /// A record that survives a power cut at any byte: two slots, written in turn. A slot is a sequence number (4 bytes, never 0), the
    /// body, and a CRC-32 of both (4 bytes, written last). The newest whole slot is the record; a torn one is as if it had not been begun.
    /// </summary>
    public sealed class FramRecord
    {
        private const int SequenceLength = 4;
        private const int ChecksumLength = 4;

        private readonly Fram _fram;
        private readonly int _address;
        private readonly int _bodyLength;
        private uint _sequence;
        private int _slot;

        /// <param name="fram">The memory.</param>
        /// <param name="address">Where the first slot begins.</param>
        /// <param name="bodyLength">Bytes of a body.</param>
        public FramRecord(Fram fram, int address, int bodyLength)
        {
            _fram = fram;
            _address = address;
            _bodyLength = bodyLength;
        }

        /// <summary>Bytes that a record with a body of this length takes in memory.</summary>
        public static int Size(int bodyLength)
        {
            return 2 * (SequenceLength + bodyLength + ChecksumLength);
        }

        /// <summary>Whether a whole slot was found by <see cref="TryLoad"/> or has been written since.</summary>
        public bool Exists
        {
            get { return _sequence != 0; }
        }

        /// <summary>Looks for the newest whole slot.</summary>
        /// <returns>False if the memory does not answer.</returns>
        public bool TryLoad()
        {
            _sequence = 0;
            for (int slot = 0; slot < 2; slot++)
            {
                byte[] bytes = new byte[SlotLength];
                if (!_fram.TryRead(SlotAddress(slot), bytes))
                {
                    _sequence = 0;
                    return false;
                }

                uint sequence = BigEndian.GetUInt32(bytes, 0);
                if (sequence > _sequence && IsWhole(bytes))
                {
                    _sequence = sequence;
                    _slot = slot;
                }

                Array.Clear(bytes, 0, bytes.Length);
            }

            return true;
        }

        /// <summary>Reads the body again, so that secrets need not stay in RAM.</summary>
        /// <param name="body">Takes the body; has the record's length.</param>
        /// <returns>False if there is none, the memory does not answer, or it is no longer whole.</returns>
        public bool TryRead(byte[] body)
        {
            byte[] bytes = new byte[SlotLength];
            bool done = Exists && _fram.TryRead(SlotAddress(_slot), bytes) && BigEndian.GetUInt32(bytes, 0) == _sequence && IsWhole(bytes);
            if (done)
            {
                Array.Copy(bytes, SequenceLength, body, 0, _bodyLength);
            }

            Array.Clear(bytes, 0, bytes.Length);
            return done;
        }

        /// <summary>Writes a new body beside the old one; the old one stays the record until the last byte has arrived.</summary>
        /// <returns>False if the memory did not take it; the record is then the old one.</returns>
        public bool TryWrite(byte[] body)
        {
            int slot = Exists ? 1 - _slot : 0;
            byte[] bytes = new byte[SlotLength];
            BigEndian.Put(_sequence + 1, bytes, 0, SequenceLength);
            Array.Copy(body, 0, bytes, SequenceLength, _bodyLength);
            int end = SequenceLength + _bodyLength;
            BigEndian.Put(Crc32.Compute(bytes, 0, end), bytes, end, ChecksumLength);
            bool done = _fram.TryWrite(SlotAddress(slot), bytes);
            Array.Clear(bytes, 0, bytes.Length);
            if (done)
            {
                _sequence++;
                _slot = slot;
            }
            else
            {
                // It may be whole all the same, and would be taken for the record after a restart: what failed must not come true later.
                _fram.TryWrite(SlotAddress(slot), new byte[SequenceLength]);
            }

            return done;
        }

        /// <summary>Overwrites the slot that is not the record, so that what was replaced cannot be read from the memory either.</summary>
        /// <returns>False if the memory did not take it.</returns>
        public bool TryWipeOldSlot()
        {
            int address = SlotAddress(1 - _slot);
            byte[] old = new byte[SlotLength];
            if (!_fram.TryRead(address, old))
            {
                return false;
            }

            bool isWiped = true;
            for (int i = 0; i < old.Length; i++)
            {
                isWiped &= old[i] == 0;
            }

            Array.Clear(old, 0, old.Length);
            return isWiped || _fram.TryWrite(address, old);
        }

        private int SlotLength
        {
            get { return SequenceLength + _bodyLength + ChecksumLength; }
        }

        private int SlotAddress(int slot)
        {
            return _address + slot * SlotLength;
        }

        private bool IsWhole(byte[] bytes)
        {
            int end = SequenceLength + _bodyLength;
            return BigEndian.GetUInt32(bytes, end) == Crc32.Compute(bytes, 0, end);
        }
    }
}
