namespace PaymentCode.Core.Apdu
{
    /// <summary>
    /// A message that is a flat list of data objects, each tag at most once, in any order: events, directives and configuration of the terminal
    /// (docs/PROTOCOLS.md §8). Tags that a reader does not know are kept and do no harm.
    /// </summary>
    public sealed class TlvList
    {
        /// <summary>Most objects in a list.</summary>
        public const int MaxCount = 16;

        private readonly int[] _tags = new int[MaxCount];
        private readonly byte[][] _values = new byte[MaxCount][];

        /// <summary>Objects in the list.</summary>
        public int Count { get; private set; }

        /// <summary>Reads the objects that fill an array. False if they are malformed, too many, or a tag stands twice.</summary>
        public static bool TryParse(byte[] data, out TlvList list)
        {
            list = null;
            TlvList read = new TlvList();
            TlvReader reader = new TlvReader(data, 0, data.Length);
            while (reader.Read())
            {
                if (read.Count == MaxCount || read.Find(reader.Tag) != null)
                {
                    return false;
                }

                read.Add(reader.Tag, reader.GetValue());
            }

            list = reader.IsMalformed ? null : read;
            return list != null;
        }

        /// <summary>Adds an object; returns the list, for writing several in one expression.</summary>
        public TlvList Add(int tag, byte[] value)
        {
            _tags[Count] = tag;
            _values[Count++] = value;
            return this;
        }

        /// <summary>Adds another list's objects in their order; returns this list.</summary>
        public TlvList AddAll(TlvList other)
        {
            for (int i = 0; i < other.Count; i++)
            {
                Add(other._tags[i], other._values[i]);
            }

            return this;
        }

        /// <summary>Adds a number of 1 to 8 bytes, big-endian.</summary>
        public TlvList AddNumber(int tag, ulong value, int count)
        {
            byte[] bytes = new byte[count];
            BigEndian.Put(value, bytes, 0, count);
            return Add(tag, bytes);
        }

        /// <summary>Adds a number in packed decimal digits, see <see cref="Bcd"/>.</summary>
        public TlvList AddBcd(int tag, long value, int count)
        {
            byte[] bytes = new byte[count];
            Bcd.Put(value, bytes, 0, count);
            return Add(tag, bytes);
        }

        /// <summary>The value of a tag, not a copy; null if it is not there.</summary>
        public byte[] Find(int tag)
        {
            for (int i = 0; i < Count; i++)
            {
                if (_tags[i] == tag)
                {
                    return _values[i];
                }
            }

            return null;
        }

        /// <summary>The value of a tag if it has exactly this length, else null.</summary>
        public byte[] Find(int tag, int length)
        {
            byte[] value = Find(tag);
            return value != null && value.Length == length ? value : null;
        }

        /// <summary>Reads a big-endian number of exactly <paramref name="count"/> bytes, 1 to 8. False if it is not there.</summary>
        public bool TryGetNumber(int tag, int count, out ulong value)
        {
            byte[] bytes = Find(tag, count);
            value = bytes == null ? 0 : BigEndian.Get(bytes, 0, count);
            return bytes != null;
        }

        /// <summary>Reads packed decimal digits of exactly <paramref name="count"/> bytes, 1 to 9. False if it is not there or none.</summary>
        public bool TryGetBcd(int tag, int count, out long value)
        {
            value = 0;
            byte[] bytes = Find(tag, count);
            return bytes != null && Bcd.TryGet(bytes, 0, count, out value);
        }

        /// <summary>The objects in the order in which they were added.</summary>
        public byte[] ToBytes()
        {
            int capacity = 0;
            for (int i = 0; i < Count; i++)
            {
                capacity += _values[i].Length + 6;
            }

            TlvWriter writer = new TlvWriter(capacity);
            for (int i = 0; i < Count; i++)
            {
                writer.Write(_tags[i], _values[i]);
            }

            return writer.ToArray();
        }
    }
}
