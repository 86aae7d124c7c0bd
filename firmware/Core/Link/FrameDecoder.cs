using PaymentCode.Core.Apdu;

namespace PaymentCode.Core.Link
{
    /// <summary>
    /// Finds frames in a stream of bytes, RFC 1662 §4: between two flags 7E, octets after 7D xor 20, FCS-16 at the end. It takes one
    /// byte at a time and keeps at most one frame; noise before the first flag, frames that are too long, too short, aborted
    /// (7D 7E) or have a wrong FCS are dropped and counted.
    /// </summary>
    public sealed class FrameDecoder
    {
        /// <summary>Largest frame in bytes without flags and escapes: sequence number, APDU, FCS.</summary>
        public const int MaxFrameLength = 1 + CommandApdu.MaxLength + FrameCheck.Length;

        private const int MinFrameLength = 2 + FrameCheck.Length;

        private readonly byte[] _buffer = new byte[MaxFrameLength];
        private int _count;
        private ushort _check;
        private bool _escaped;
        private bool _ignoring = true;

        /// <summary>Sequence number and information of the frame that the last <see cref="Push"/> completed; the next Push overwrites it.</summary>
        public byte[] Buffer => _buffer;

        /// <summary>Bytes of the completed frame, without its FCS: at least 2.</summary>
        public int Length { get; private set; }

        /// <summary>Frames dropped because of a wrong FCS.</summary>
        public int WrongChecks { get; private set; }

        /// <summary>Frames dropped because they exceeded <see cref="MaxFrameLength"/>.</summary>
        public int TooLong { get; private set; }

        /// <summary>Frames dropped because they were shorter than sequence number, one byte and FCS, or ended by an abort.</summary>
        public int Incomplete { get; private set; }

        /// <summary>Takes the next byte of the line. True if it completed a good frame.</summary>
        public bool Push(byte value)
        {
            if (value == FrameEncoder.Flag)
            {
                bool complete = !_ignoring && _count > 0 && Complete();
                _count = 0;
                _check = FrameCheck.Initial;
                _escaped = false;
                _ignoring = false;
                return complete;
            }

            if (_ignoring)
            {
                return false;
            }

            if (value == FrameEncoder.Escape && !_escaped)
            {
                _escaped = true;
                return false;
            }

            if (_count == MaxFrameLength)
            {
                TooLong++;
                _ignoring = true;
                return false;
            }

            if (_escaped)
            {
                value ^= FrameEncoder.EscapeMask;
                _escaped = false;
            }

            _check = FrameCheck.Add(_check, value);
            _buffer[_count++] = value;
            return false;
        }

        private bool Complete()
        {
            if (_escaped || _count < MinFrameLength)
            {
                Incomplete++;
                return false;
            }

            if (_check != FrameCheck.Good)
            {
                WrongChecks++;
                return false;
            }

            Length = _count - FrameCheck.Length;
            return true;
        }
    }
}
