using System.IO.Ports;
using PaymentCode.Core.Link;

namespace PaymentCode.Device
{
    /// <summary>The board's end of the serial link (PROTOCOLS.md 4): COM2, 115200 baud, 8N1, with a buffer for two of the largest frames.</summary>
    public sealed class SerialLinkPort
    {
        private const string Name = "COM2";
        private const int BaudRate = 115200;
        private const int BufferLength = 2048;

        private readonly SerialPort _port;
        private readonly SerialLinkCard _link;
        private readonly byte[] _received;
        private int _receivedCount;
        private int _takenCount;

        /// <summary>Opens the port; its pins have their function already.</summary>
        /// <param name="handler">What executes commands.</param>
        /// <param name="onReset">Called when the host resets the link.</param>
        public SerialLinkPort(ApduHandler handler, LinkReset onReset)
        {
            _received = new byte[BufferLength];
            _link = new SerialLinkCard(handler, onReset);
            _port = new SerialPort(Name, BaudRate);
            _port.ReadBufferSize = BufferLength;
            _port.Open();
        }

        /// <summary>
        /// Answers one command, if one is complete. One a step: a host that sends without end must not keep the rest of the board from its turn.
        /// </summary>
        public void Step()
        {
            if (_takenCount == _receivedCount)
            {
                int available = _port.BytesToRead;
                _takenCount = 0;
                _receivedCount = available <= 0 ? 0 : _port.Read(_received, 0, available < _received.Length ? available : _received.Length);
            }

            while (_takenCount < _receivedCount)
            {
                byte[] answer = _link.Receive(_received[_takenCount++]);
                if (answer != null)
                {
                    _port.Write(answer, 0, answer.Length);
                    return;
                }
            }
        }
    }
}
