using PaymentCode.Core.Apdu;

namespace PaymentCode.Core.Link
{
    /// <summary>Executes the command APDU in the first <paramref name="length"/> bytes. Never null, at most 1,024 bytes.</summary>
    public delegate byte[] ApduHandler(byte[] command, int length);

    /// <summary>Called when the host has reset the link: whatever belongs to the old conversation ends.</summary>
    public delegate void LinkReset();

    /// <summary>
    /// The board's end of the serial link, docs/PROTOCOLS.md §4. A command is executed once: the same frame again gets the stored
    /// answer, a frame out of sequence gets RESET NEEDED.
    /// </summary>
    public sealed class SerialLinkCard
    {
        private const int NotReset = -1;

        private readonly ApduHandler _handler;
        private readonly LinkReset _onReset;
        private readonly FrameDecoder _decoder = new FrameDecoder();
        private byte[] _resetId;
        private byte[] _lastCommand;
        private byte[] _lastAnswer;
        private int _lastSequence = NotReset;

        /// <param name="handler">Executes a command.</param>
        /// <param name="onReset">Called at each new RESET of the link.</param>
        public SerialLinkCard(ApduHandler handler, LinkReset onReset)
        {
            _handler = handler;
            _onReset = onReset;
        }

        /// <summary>The decoder, for its counters of dropped frames.</summary>
        public FrameDecoder Decoder => _decoder;

        /// <summary>Takes the next byte from the line. Returns what to send, or null.</summary>
        public byte[] Receive(byte value)
        {
            if (!_decoder.Push(value))
            {
                return null;
            }

            byte sequence = _decoder.Buffer[0];
            if ((sequence & LinkControl.FromBoard) != 0)
            {
                return null;
            }

            byte[] information = Bytes.Slice(_decoder.Buffer, 1, _decoder.Length - 1);
            return sequence == LinkControl.Sequence ? Control(information) : Command(sequence, information);
        }

        private static byte[] Send(byte sequence, byte[] information)
            => FrameEncoder.Encode((byte)(sequence | LinkControl.FromBoard), information, 0, information.Length);

        private byte[] Control(byte[] information)
        {
            if (information[0] != LinkControl.Reset || information.Length != 1 + LinkControl.IdLength)
            {
                return null;
            }

            // The same id again is an echo of a RESET already done: forgetting the stored answer then could execute a command twice.
            if (_resetId == null || !Bytes.Same(_resetId, information))
            {
                _resetId = information;
                _lastSequence = 0;
                _lastCommand = null;
                _lastAnswer = null;
                _onReset();
            }

            byte[] answer = new byte[1 + LinkControl.IdLength + 2];
            System.Array.Copy(information, 0, answer, 0, information.Length);
            answer[0] = LinkControl.ResetDone;
            BigEndian.Put(CommandApdu.MaxLength, answer, 1 + LinkControl.IdLength, 2);
            return Send(LinkControl.Sequence, answer);
        }

        private byte[] Command(byte sequence, byte[] command)
        {
            if (sequence == _lastSequence && Bytes.Same(command, _lastCommand))
            {
                return _lastAnswer;
            }

            bool expected = _lastSequence == 0 || (_lastSequence > 0 && sequence == LinkControl.Next((byte)_lastSequence));
            if (!expected)
            {
                return Send(LinkControl.Sequence, new byte[] { LinkControl.ResetNeeded });
            }

            _lastSequence = sequence;
            _lastCommand = command;
            _lastAnswer = null;
            _lastAnswer = Send(sequence, _handler(command, command.Length));
            return _lastAnswer;
        }
    }
}
