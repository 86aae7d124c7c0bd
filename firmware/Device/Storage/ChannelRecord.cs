namespace PaymentCode.Device
{
    /// <summary>
    /// What the secure channel must not forget: the SCP03 sequence counter (3), which rises through all key sets, the failed
    /// authentications in a row (1), and the INITIALIZE UPDATEs since the last successful one (1).
    /// </summary>
    public sealed class ChannelRecord
    {
        /// <summary>Length of the record's body in bytes.</summary>
        public const int BodyLength = 5;
        private readonly FramRecord _record;

        /// <param name="fram">The memory.</param>
        /// <param name="address">Where the record begins.</param>
        public ChannelRecord(Fram fram, int address)
        {
            _record = new FramRecord(fram, address, BodyLength);
        }

        /// <summary>Whether it was ever written.</summary>
        public bool Exists
        {
            get { return _record.Exists; }
        }

        /// <summary>The value that was used last.</summary>
        public uint Sequence { get; private set; }

        /// <summary>Failed authentications in a row; stays at 255.</summary>
        public byte Failures { get; private set; }

        /// <summary>INITIALIZE UPDATEs since the last successful authentication; stays at 255.</summary>
        public byte Openings { get; private set; }

        /// <summary>
        /// When INITIALIZE UPDATE is accepted again, in milliseconds since power-on. It is not in the memory, but here because a delay holds for
        /// every link: whoever is turned away on one must not go on at another.
        /// </summary>
        public long ClosedUntilMs { get; set; }

        /// <summary>Reads the record.</summary>
        /// <returns>False if the memory does not answer.</returns>
        public bool TryLoad()
        {
            byte[] body = new byte[BodyLength];
            bool done = _record.TryLoad() && (!_record.Exists || _record.TryRead(body));
            Sequence = (uint)((body[0] << 16) | (body[1] << 8) | body[2]);
            Failures = body[3];
            Openings = body[4];
            return done;
        }

        /// <summary>Writes the record.</summary>
        /// <returns>False if the memory did not take it; nothing has changed then.</returns>
        public bool TryWrite(uint sequence, byte failures, byte openings)
        {
            byte[] body = new byte[] { (byte)(sequence >> 16), (byte)(sequence >> 8), (byte)sequence, failures, openings };
            bool done = _record.TryWrite(body);
            if (done)
            {
                Sequence = sequence;
                Failures = failures;
                Openings = openings;
            }

            return done;
        }
    }
}
