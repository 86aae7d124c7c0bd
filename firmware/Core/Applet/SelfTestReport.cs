using PaymentCode.Core.Apdu;

namespace PaymentCode.Core.Applet
{
    /// <summary>What a self-test found, part by part, docs/PROTOCOLS.md §13: the answer of SELF TEST.</summary>
    public sealed class SelfTestReport
    {
        /// <summary>Most parts that a report has.</summary>
        public const int MaxParts = 16;

        /// <summary>Longest detail of a part in bytes.</summary>
        public const int MaxDetail = 8;

        private const int MaxLength = 4 + 3 + MaxParts * (4 + MaxDetail);

        private readonly byte[] _parts;
        private readonly byte[] _outcomes;
        private readonly byte[][] _details;

        /// <summary>A report in which nothing is tested yet.</summary>
        /// <param name="parts">The board's parts, each once, at most <see cref="MaxParts"/>.</param>
        public SelfTestReport(byte[] parts)
        {
            _parts = parts;
            _outcomes = new byte[parts.Length];
            _details = new byte[parts.Length][];
            for (int i = 0; i < parts.Length; i++)
            {
                _details[i] = new byte[0];
            }
        }

        /// <summary>How far the test is, one of <see cref="SelfTestApplet"/>'s states.</summary>
        public byte State { get; set; }

        /// <summary>How many parts the board has.</summary>
        public int Count => _parts.Length;

        /// <summary>The first part with a fault, 00 if none has one.</summary>
        public byte FirstFault
        {
            get
            {
                for (int i = 0; i < _parts.Length; i++)
                {
                    if (_outcomes[i] == SelfTestApplet.Fault)
                    {
                        return _parts[i];
                    }
                }

                return 0;
            }
        }

        /// <summary>Part number <paramref name="index"/>, from 0, in the order of testing.</summary>
        public byte PartAt(int index) => _parts[index];

        /// <summary>What was found of a part; <see cref="SelfTestApplet.NotTested"/> of one that the board does not have.</summary>
        public byte OutcomeOf(byte part)
        {
            int index = IndexOf(part);
            return index < 0 ? SelfTestApplet.NotTested : _outcomes[index];
        }

        /// <summary>What belongs to the outcome, 0 to 8 bytes.</summary>
        public byte[] DetailOf(byte part)
        {
            int index = IndexOf(part);
            return index < 0 ? new byte[0] : _details[index];
        }

        /// <summary>Why a part has a fault, one of <see cref="SelfTestApplet"/>'s reasons; 00 where it has none.</summary>
        public byte ReasonOf(byte part)
        {
            byte[] detail = DetailOf(part);
            return OutcomeOf(part) == SelfTestApplet.Fault && detail.Length > 0 ? detail[0] : (byte)0;
        }

        /// <summary>Notes what was found.</summary>
        /// <param name="part">One of the board's parts.</param>
        /// <param name="outcome">One of <see cref="SelfTestApplet"/>'s outcomes.</param>
        /// <param name="detail">What belongs to it, at most <see cref="MaxDetail"/> bytes.</param>
        public void Set(byte part, byte outcome, byte[] detail)
        {
            int index = IndexOf(part);
            _outcomes[index] = outcome;
            _details[index] = detail;
        }

        /// <summary>Notes that a part is good, and nothing else about it.</summary>
        public void Good(byte part) => Set(part, SelfTestApplet.Good, new byte[0]);

        /// <summary>Notes a fault.</summary>
        public void Fault(byte part, byte reason) => Set(part, SelfTestApplet.Fault, new byte[] { reason });

        /// <summary>Forgets what was found.</summary>
        public void Clear()
        {
            for (int i = 0; i < _parts.Length; i++)
            {
                _outcomes[i] = SelfTestApplet.NotTested;
                _details[i] = new byte[0];
            }
        }

        /// <summary>Parses the data of an answer of SELF TEST; objects of unknown tags are passed over.</summary>
        public static bool TryParse(byte[] data, out SelfTestReport report)
        {
            report = null;
            TlvReader outer = new TlvReader(data, 0, data.Length);
            if (!outer.Read() || outer.Tag != SelfTestApplet.TagReport)
            {
                return false;
            }

            TlvReader inner = outer.GetNested();
            if (outer.Read() || outer.IsMalformed)
            {
                return false;
            }

            byte[][] entries = new byte[MaxParts][];
            int count = 0;
            int state = -1;
            while (inner.Read())
            {
                if (inner.Tag == SelfTestApplet.TagState && inner.Length == 1 && state < 0)
                {
                    state = (int)inner.GetNumber();
                }
                else if (inner.Tag == SelfTestApplet.TagPart && inner.Length >= 2 && inner.Length <= 2 + MaxDetail && count < MaxParts)
                {
                    entries[count++] = inner.GetValue();
                }
                else if (inner.Tag == SelfTestApplet.TagState || inner.Tag == SelfTestApplet.TagPart)
                {
                    return false;
                }
            }

            report = inner.IsMalformed || state < 0 ? null : Of(entries, count);
            if (report != null)
            {
                report.State = (byte)state;
            }

            return report != null;
        }

        /// <summary>The answer's data.</summary>
        public byte[] ToBytes()
        {
            TlvWriter inner = new TlvWriter(MaxLength);
            inner.WriteNumber(SelfTestApplet.TagState, State, 1);
            for (int i = 0; i < _parts.Length; i++)
            {
                byte[] entry = new byte[2 + _details[i].Length];
                entry[0] = _parts[i];
                entry[1] = _outcomes[i];
                System.Array.Copy(_details[i], 0, entry, 2, _details[i].Length);
                inner.Write(SelfTestApplet.TagPart, entry);
            }

            TlvWriter outer = new TlvWriter(MaxLength);
            outer.Write(SelfTestApplet.TagReport, inner.ToArray());
            return outer.ToArray();
        }

        // Null where a part comes twice.
        private static SelfTestReport Of(byte[][] entries, int count)
        {
            byte[] parts = new byte[count];
            for (int i = 0; i < count; i++)
            {
                for (int before = 0; before < i; before++)
                {
                    if (parts[before] == entries[i][0])
                    {
                        return null;
                    }
                }

                parts[i] = entries[i][0];
            }

            SelfTestReport report = new SelfTestReport(parts);
            for (int i = 0; i < count; i++)
            {
                report.Set(parts[i], entries[i][1], Bytes.Slice(entries[i], 2, entries[i].Length - 2));
            }

            return report;
        }

        private int IndexOf(byte part)
        {
            for (int i = 0; i < _parts.Length; i++)
            {
                if (_parts[i] == part)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
