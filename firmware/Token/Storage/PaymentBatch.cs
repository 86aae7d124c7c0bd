using System;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>
    /// The account's key with its batch of single-use indices, and how many of them are used, in one record, so that they move together:
    /// version of the bank's keys under which they came (1) · position of the next index (1) · length of the data (2) · data, as in PUT DATA
    /// (PROTOCOLS.md 12.4), zeros behind. Under other keys of the bank's they are worth nothing, whether they could be erased or not. The
    /// account's key is read when a code is made, wiped after use, and stays in no field.
    /// </summary>
    internal sealed class PaymentBatch
    {
        public const int BodyLength = DataOffset + PaymentKeyData.MaxLength;
        private const int PositionOffset = 1;
        private const int LengthOffset = 2;
        private const int DataOffset = 4;

        private readonly FramRecord _record;
        private readonly KeyVault _vault;
        private byte _bankVersion;

        public PaymentBatch(Fram fram, int address, KeyVault vault)
        {
            _record = new FramRecord(fram, address, BodyLength);
            _vault = vault;
        }

        /// <summary>Whether there is a key, with indices or without.</summary>
        public bool IsPresent
        {
            get { return _bankVersion != 0 && _bankVersion == _vault.PersonalVersion; }
        }

        /// <summary>Indices that no code was made of yet; worth something while <see cref="IsPresent"/>.</summary>
        public int Remaining { get; private set; }

        /// <summary>What the bank asks for.</summary>
        public PaymentKeyStatus Status
        {
            get { return IsPresent ? new PaymentKeyStatus(KeyVersion, Batch, Remaining) : new PaymentKeyStatus(0, 0, 0); }
        }

        private ushort KeyVersion { get; set; }

        private uint Batch { get; set; }

        /// <summary>Loads the record, after the vault. What a cut left of a key that is worth nothing any more is wiped.</summary>
        /// <returns>False if the memory does not answer.</returns>
        public bool TryLoad()
        {
            _bankVersion = 0;
            if (!_record.TryLoad())
            {
                return false;
            }

            if (!_record.Exists)
            {
                return true;
            }

            PaymentKeyData data;
            int position;
            byte bankVersion;
            if (TryRead(out data, out position, out bankVersion))
            {
                Adopt(data, position, bankVersion);
                Wipe(data);
            }

            return IsPresent || _bankVersion == 0 ? _record.TryWipeOldSlot() : TryErase();
        }

        /// <summary>Takes what the bank sent. The batch that is here already keeps its used indices.</summary>
        /// <returns>A status word of PROTOCOLS.md 12.4.</returns>
        public ushort Put(PaymentKeyData data)
        {
            int position = 0;
            PaymentKeyData present;
            byte bankVersion;
            if (IsPresent)
            {
                if (!TryRead(out present, out position, out bankVersion))
                {
                    return StatusWord.NoPreciseDiagnosis;
                }

                bool isSameKey = Bytes.SameInFixedTime(present.Key, 0, data.Key, 0, data.Key.Length);
                Wipe(present);
                if (!HasSameIndices(present, data))
                {
                    if (isSameKey && data.Batch <= present.Batch)
                    {
                        return StatusWord.ConditionsOfUseNotSatisfied;
                    }

                    position = 0;
                }
            }

            // The first key of all is put beside an empty record: a cut then leaves a record whose other place is wiped at the next start.
            return (_record.Exists || _record.TryWrite(new byte[BodyLength])) && TryWrite(data, position) && _record.TryWipeOldSlot() ? StatusWord.Success : StatusWord.NoPreciseDiagnosis;
        }

        /// <summary>Uses the next index up. It is used in the memory before it is given out.</summary>
        /// <param name="data">The account's key and the rest; the caller wipes it.</param>
        /// <param name="index">The index, which nobody gets a second time.</param>
        /// <returns>False if there is none, or the memory failed: no code may then leave.</returns>
        public bool TryUse(out PaymentKeyData data, out long index)
        {
            index = 0;
            int position;
            byte bankVersion;
            if (!IsPresent || Remaining == 0 || !TryRead(out data, out position, out bankVersion))
            {
                data = null;
                return false;
            }

            index = data.IndexAt(position);
            if (TryWrite(data, position + 1))
            {
                return true;
            }

            Wipe(data);
            data = null;
            return false;
        }

        /// <summary>Erases key and indices, in both places where they may stand.</summary>
        /// <returns>False if the memory did not take it; they are worth nothing from now on all the same, until the power is lost.</returns>
        public bool TryErase()
        {
            _bankVersion = 0;
            Remaining = 0;
            return !_record.Exists || (_record.TryWrite(new byte[BodyLength]) && _record.TryWipeOldSlot());
        }

        /// <summary>Overwrites the account's key in RAM.</summary>
        public static void Wipe(PaymentKeyData data)
        {
            Array.Clear(data.Key, 0, data.Key.Length);
        }

        private static bool HasSameIndices(PaymentKeyData one, PaymentKeyData other)
        {
            bool same = one.Batch == other.Batch && one.Count == other.Count && one.Prefix == other.Prefix;
            for (int i = 0; same && i < one.Count; i++)
            {
                same = one.IndexAt(i) == other.IndexAt(i);
            }

            return same;
        }

        private bool TryRead(out PaymentKeyData data, out int position, out byte bankVersion)
        {
            data = null;
            byte[] body = new byte[BodyLength];
            bool done = _record.TryRead(body);
            bankVersion = body[0];
            position = body[PositionOffset];
            int length = BigEndian.GetUInt16(body, LengthOffset);
            if (done && length <= PaymentKeyData.MaxLength)
            {
                byte[] encoded = Bytes.Slice(body, DataOffset, length);
                done = PaymentKeyData.TryParse(encoded, out data) && position <= data.Count;
                Array.Clear(encoded, 0, encoded.Length);
            }

            Array.Clear(body, 0, body.Length);
            return done && data != null;
        }

        private bool TryWrite(PaymentKeyData data, int position)
        {
            byte[] encoded = data.ToBytes();
            byte[] body = new byte[BodyLength];
            body[0] = _vault.PersonalVersion;
            body[PositionOffset] = (byte)position;
            BigEndian.Put((uint)encoded.Length, body, LengthOffset, 2);
            Array.Copy(encoded, 0, body, DataOffset, encoded.Length);
            Array.Clear(encoded, 0, encoded.Length);
            bool done = _record.TryWrite(body);
            if (done)
            {
                Adopt(data, position, body[0]);
            }

            Array.Clear(body, 0, body.Length);
            return done;
        }

        private void Adopt(PaymentKeyData data, int position, byte bankVersion)
        {
            _bankVersion = bankVersion;
            KeyVersion = data.KeyVersion;
            Batch = data.Batch;
            Remaining = data.Count - position;
        }
    }
}
