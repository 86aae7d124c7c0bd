namespace PaymentCode.Core.Apdu
{
    /// <summary>
    /// Walks BER-TLV data objects (ISO/IEC 8825-1, as used by ISO/IEC 7816-4 §5.2.2) without copying: tags of 1 to 3 bytes, definite
    /// lengths up to 65,535. Every length is checked against the range before it is believed.
    /// </summary>
    /// <example><c>while (reader.Read()) { switch (reader.Tag) … } if (reader.IsMalformed) …</c></example>
    public sealed class TlvReader
    {
        private readonly byte[] _buffer;
        private readonly int _end;
        private int _next;

        /// <summary>Reads the data objects that fill <paramref name="count"/> bytes from <paramref name="offset"/> on.</summary>
        public TlvReader(byte[] buffer, int offset, int count)
        {
            _buffer = buffer;
            _next = offset;
            _end = offset + count;
            IsMalformed = offset < 0 || count < 0 || buffer.Length - count < offset;
        }

        /// <summary>Tag of the current object, its bytes as one number: 0x84, 0x9F02, 0xDF8101.</summary>
        public int Tag { get; private set; }

        /// <summary>Where in the buffer the current value begins.</summary>
        public int Offset { get; private set; }

        /// <summary>Length of the current value in bytes.</summary>
        public int Length { get; private set; }

        /// <summary>Whether tag and length of every object so far stood in their shortest form. (EMV's 9F02 is taken as it is.)</summary>
        public bool IsShortestForm { get; private set; } = true;

        /// <summary>Whether reading stopped because of bytes that are no data object.</summary>
        public bool IsMalformed { get; private set; }

        /// <summary>Goes to the next object. False at the end, and for good once the data is malformed.</summary>
        public bool Read()
        {
            if (IsMalformed || _next >= _end)
            {
                return false;
            }

            IsMalformed = !ReadTag() || !ReadLength();
            Offset = _next;
            _next += Length;
            return !IsMalformed;
        }

        /// <summary>A copy of the current value.</summary>
        public byte[] GetValue() => Bytes.Slice(_buffer, Offset, Length);

        /// <summary>The current value as a number, big-endian; 0 where it is empty or longer than 8 bytes.</summary>
        public ulong GetNumber() => Length > 8 ? 0 : BigEndian.Get(_buffer, Offset, Length);

        /// <summary>A reader of the objects inside the current one.</summary>
        public TlvReader GetNested() => new TlvReader(_buffer, Offset, Length);

        private bool ReadTag()
        {
            int first = _buffer[_next++];
            Tag = first;
            if ((first & 0x1F) != 0x1F)
            {
                return true;
            }

            for (int more = 0; more < 2; more++)
            {
                if (_next >= _end)
                {
                    return false;
                }

                int part = _buffer[_next++];
                IsShortestForm &= more > 0 || part != 0x80;
                Tag = (Tag << 8) | part;
                if (part < 0x80)
                {
                    return true;
                }
            }

            return false;
        }

        private bool ReadLength()
        {
            if (_next >= _end)
            {
                return false;
            }

            Length = _buffer[_next++];
            if (Length >= 0x80)
            {
                int bytes = Length - 0x80;
                if (bytes < 1 || bytes > 2 || _end - _next < bytes)
                {
                    return false;
                }

                Length = (int)BigEndian.Get(_buffer, _next, bytes);
                _next += bytes;
                IsShortestForm &= Length >= (bytes == 1 ? 0x80 : 0x100);
            }

            return Length <= _end - _next;
        }
    }
}
