using System;
using PaymentCode.Core;
using PaymentCode.Device;

namespace PaymentCode.Token
{
    /// <summary>
    /// The application transaction counter and the last transaction in one record, so that they move together: sealed (1) · key version (1) ·
    /// counter (2) · outcome (1) · nonce (4) · challenge, the digest of the transaction's bytes (32) · counter of its code (2). The counter
    /// belongs to a key version: under new keys it is 0 without another write.
    /// </summary>
    internal sealed class Ledger
    {
        public const int BodyLength = 1 + 1 + 2 + 1 + 4 + DigestLength + 2;
        private const int DigestLength = 32;
        private const int SealedOffset = 0;
        private const int VersionOffset = 1;
        private const int CounterOffset = 2;
        private const int OutcomeOffset = 4;
        private const int NonceOffset = 5;
        private const int DigestOffset = 9;
        private const int CodeCounterOffset = DigestOffset + DigestLength;

        private readonly FramRecord _record;
        private byte[] _body;

        public Ledger(Fram fram, int address)
        {
            _record = new FramRecord(fram, address, BodyLength);
            _body = new byte[BodyLength];
        }

        public bool Exists
        {
            get { return _record.Exists; }
        }

        /// <summary>Whether this token has had keys: a vault that is unreadable from then on is damaged, not blank.</summary>
        public bool IsSealed
        {
            get { return _body[SealedOffset] != 0; }
        }

        /// <summary>What became of the last transaction, 0 if there was none.</summary>
        public byte Outcome
        {
            get { return _body[OutcomeOffset]; }
        }

        /// <summary>The counter of the last transaction's code; worth something if it was confirmed.</summary>
        public ushort CodeCounter
        {
            get { return BigEndian.GetUInt16(_body, CodeCounterOffset); }
        }

        public bool TryLoad()
        {
            _body = new byte[BodyLength];
            return _record.TryLoad() && (!_record.Exists || _record.TryRead(_body));
        }

        /// <summary>The counter's last value under these keys.</summary>
        public ushort Counter(byte keyVersion)
        {
            return _body[VersionOffset] == keyVersion ? BigEndian.GetUInt16(_body, CounterOffset) : (ushort)0;
        }

        /// <summary>Whether the last transaction had this nonce.</summary>
        public bool IsLast(uint nonce)
        {
            return Outcome != 0 && BigEndian.GetUInt32(_body, NonceOffset) == nonce;
        }

        /// <summary>Whether the last transaction's bytes had this challenge.</summary>
        public bool HasDigest(byte[] challenge)
        {
            return Bytes.SameInFixedTime(_body, DigestOffset, challenge, 0, DigestLength);
        }

        /// <summary>Writes an empty ledger before the first keys arrive.</summary>
        public bool TryCreate()
        {
            return TryReplace(new byte[BodyLength]);
        }

        public bool TrySeal()
        {
            byte[] body = Copy();
            body[SealedOffset] = 1;
            return TryReplace(body);
        }

        /// <summary>Records a transaction that waits for the customer.</summary>
        public bool TryBegin(uint nonce, byte[] challenge, byte outcome)
        {
            byte[] body = Copy();
            body[OutcomeOffset] = outcome;
            BigEndian.Put(nonce, body, NonceOffset, 4);
            Array.Copy(challenge, 0, body, DigestOffset, DigestLength);
            BigEndian.Put(0, body, CodeCounterOffset, 2);
            return TryReplace(body);
        }

        /// <summary>Uses the next counter value for the last transaction and records what it became.</summary>
        /// <returns>False if the memory failed: no code may then leave.</returns>
        public bool TryUseCounter(byte keyVersion, byte outcome)
        {
            ushort next = (ushort)(Counter(keyVersion) + 1);
            byte[] body = Copy();
            body[VersionOffset] = keyVersion;
            BigEndian.Put(next, body, CounterOffset, 2);
            BigEndian.Put(next, body, CodeCounterOffset, 2);
            body[OutcomeOffset] = outcome;
            return TryReplace(body);
        }

        /// <summary>
        /// Records an end of the last transaction. It holds from now on even if the memory fails; a restart then makes of what is written
        /// there an end too.
        /// </summary>
        public bool TryEnd(byte outcome)
        {
            byte[] body = Copy();
            body[OutcomeOffset] = outcome;
            bool done = _record.TryWrite(body);
            _body = body;
            return done;
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
